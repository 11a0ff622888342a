import { useEffect, useState } from "react";
import type { ImageRow } from "../../api/types.ts";

/** A picture that is ready to be drawn; null while it comes, and where it cannot be had. */
export function usePicture(address: string | undefined): HTMLImageElement | null {
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    if (!address) return;
    let isWanted = true;
    const image = new Image();
    image.src = address;
    image.decode().then(
      () => isWanted && setPicture(image),
      () => isWanted && setPicture(null),
    );
    return () => {
      isWanted = false;
    };
  }, [address]);
  return picture;
}

/** Of a preview no side is longer. */
const PREVIEW_SIDE = 1600;
/** From here on a preview of a large picture is visibly softer than the picture itself. */
const CLOSE = 1.5;

/** The preview; once somebody looks closely, the picture itself, where it has more to show. */
export function useSharpPicture({ preview, file, width, height }: ImageRow, zoom: number) {
  const [isClose, setClose] = useState(false);
  if (!isClose && zoom >= CLOSE && Math.max(width, height) > PREVIEW_SIDE) setClose(true);
  const soft = usePicture(preview);
  const sharp = usePicture(isClose ? file : undefined);
  return sharp ?? soft;
}
