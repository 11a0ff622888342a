/** One crop: a piece of its image with the box drawn on it, and whether it is marked wrong. */

import { memo, useEffect, useMemo, useRef, useState } from "react";
import type { CropImage } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import type { Cutter } from "./cutter.ts";
import { boxIn, type Corners, regionOf, sourceOf } from "./regions.ts";

type PictureProps = { image: CropImage; box: Corners; color: string; cutter: Cutter | null };

export function CropPicture({ image, box, color, cutter }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const region = useMemo(() => regionOf(box, image), [box, image]);

  useEffect(() => {
    if (canvas.current === null || cutter === null) return;
    cutter.cut(canvas.current, sourceOf(region, image), region, image.width).then(
      () => setState("shown"),
      () => setState("failed"),
    );
  }, [cutter, image, region]);

  const place = boxIn(box, region);
  return (
    <span className="crop-picture" data-state={state}>
      <canvas ref={canvas} />
      <span
        className="crop-box"
        style={{
          left: `${100 * place.left}%`,
          top: `${100 * place.top}%`,
          width: `${100 * place.width}%`,
          height: `${100 * place.height}%`,
          borderColor: color,
        }}
      />
      {state === "failed" && <span className="crop-failed">Cannot be shown</span>}
    </span>
  );
}

type Props = PictureProps & {
  id: string;
  at: number;
  name: string;
  isWrong: boolean;
  isCurrent: boolean;
  onMark: (at: number) => void;
  onReach: (at: number) => void;
};

/** An option of a list in which the wrong ones are selected. */
export const CropCell = memo(function CropCell(props: Props) {
  const { at, name, isWrong, isCurrent, onMark, onReach, ...picture } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: The list listens for the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: The list has the focus and names the current option.
    <div
      id={props.id}
      role="option"
      aria-selected={isWrong}
      aria-label={`${name} ${at + 1}${isWrong ? ", wrong" : ""}`}
      className="crop"
      data-current={isCurrent || undefined}
      onClick={() => onMark(at)}
      // Scrolling under a resting pointer moves nothing.
      onPointerMove={(event) => (event.movementX || event.movementY) && onReach(at)}
    >
      <CropPicture {...picture} />
      {isWrong && (
        <span className="crop-mark" aria-hidden="true">
          <Icon name="close" size={14} />
          Wrong
        </span>
      )}
    </div>
  );
});
