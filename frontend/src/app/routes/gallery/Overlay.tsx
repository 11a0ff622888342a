/** Boxes over a thumbnail: solid when confirmed, dashed when suggested. One path per category, however many boxes. */

import type { ImageRow } from "../../api/types.ts";
import { outlines } from "./outlines.ts";

type Props = { image: ImageRow; colors: ReadonlyMap<number, string> };

export function Overlay({ image, colors }: Props) {
  if (image.boxes.length + image.predicted.length === 0) return null;
  return (
    <svg
      className="overlay"
      viewBox={`0 0 ${image.width} ${image.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
      focusable="false"
    >
      <Layer boxes={image.predicted} colors={colors} className="overlay-suggested" />
      <Layer boxes={image.boxes} colors={colors} className="overlay-confirmed" />
    </svg>
  );
}

type LayerProps = {
  boxes: readonly number[][];
  colors: ReadonlyMap<number, string>;
  className: string;
};

function Layer({ boxes, colors, className }: LayerProps) {
  const paths = [...outlines(boxes)];
  return (
    <g className={className}>
      <path className="overlay-halo" d={paths.map(([, path]) => path).join("")} />
      {paths.map(([category, path]) => (
        <path key={category} d={path} stroke={colors.get(category) ?? "#ffffff"} />
      ))}
    </g>
  );
}
