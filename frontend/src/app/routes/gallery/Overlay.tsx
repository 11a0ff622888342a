/** Boxes over a thumbnail: solid when confirmed, dashed when suggested. One path per category, however many boxes. */

import type { ImageRow } from "../../api/types.ts";
import { type Frame, outlines, placed } from "./outlines.ts";

type Props = { image: ImageRow; colors: ReadonlyMap<number, string>; frame: Frame };

export function Overlay({ image, colors, frame }: Props) {
  if (image.boxes.length + image.predicted.length === 0) return null;
  return (
    <svg className="overlay" aria-hidden="true" focusable="false">
      <Layer
        paths={outlines(placed(image.predicted, image, frame))}
        colors={colors}
        className="overlay-suggested"
      />
      <Layer
        paths={outlines(placed(image.boxes, image, frame))}
        colors={colors}
        className="overlay-confirmed"
      />
    </svg>
  );
}

type LayerProps = {
  paths: ReadonlyMap<number, string>;
  colors: ReadonlyMap<number, string>;
  className: string;
};

function Layer({ paths, colors, className }: LayerProps) {
  if (paths.size === 0) return null;
  return (
    <g className={className}>
      <path className="overlay-halo" d={[...paths.values()].join("")} />
      {[...paths].map(([category, path]) => (
        <path key={category} d={path} stroke={colors.get(category) ?? "#ffffff"} />
      ))}
    </g>
  );
}
