/** The part of the image that a box looks at, as large as there is room. */

import { useEffect, useRef } from "react";
import type { Corners } from "../../api/trace-types.ts";
import { useTraceView } from "./trace-view.ts";

const SIDE = 168;

export function CropPicture({ box: [x1, y1, x2, y2] }: { box: Corners }) {
  const { picture, trace } = useTraceView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = trace.image;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen || !picture) return;
    const ratio = picture.naturalWidth / width;
    const scale = SIDE / Math.max(x2 - x1, y2 - y1);
    const [wide, high] = [(x2 - x1) * scale, (y2 - y1) * scale];
    pen.clearRect(0, 0, SIDE, SIDE);
    const source = [x1 * ratio, y1 * ratio, (x2 - x1) * ratio, (y2 - y1) * ratio] as const;
    pen.drawImage(picture, ...source, (SIDE - wide) / 2, (SIDE - high) / 2, wide, high);
  }, [picture, width, x1, y1, x2, y2]);
  return (
    <canvas
      ref={canvas}
      width={SIDE}
      height={SIDE}
      className="trace-crop"
      role="img"
      aria-label="The part of the image"
    />
  );
}
