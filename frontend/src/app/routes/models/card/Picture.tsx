/** A hold-out image with what is there and what a model shows, drawn over its thumbnail. */

import type { MeasuredImage } from "../../../api/types.ts";
import { kindOf } from "./kinds.ts";

type Props = {
  image: MeasuredImage;
  /** Which of the models: 0 or 1. */
  side?: 0 | 1;
};

export function Picture({ image, side = 0 }: Props) {
  const truth = image.truth.map((row) => ({ path: outline(row), isFound: isFound(row, side) }));
  const shown = (image.shown[side] ?? []).map((row) => ({
    path: outline(row),
    isRight: kindOf(row[6]) === "right",
  }));
  return (
    <span className="measured-picture">
      <img src={`/api/images/${image.id}/thumbnail`} alt="" loading="lazy" decoding="async" />
      <svg
        viewBox={`0 0 ${image.width} ${image.height}`}
        preserveAspectRatio="xMidYMid meet"
        aria-hidden="true"
        focusable="false"
      >
        <Layer className="mark-found" paths={truth.filter(({ isFound }) => isFound)} />
        <Layer className="mark-right" paths={shown.filter(({ isRight }) => isRight)} />
        <Layer className="mark-missed" paths={truth.filter(({ isFound }) => !isFound)} />
        <Layer className="mark-false" paths={shown.filter(({ isRight }) => !isRight)} />
      </svg>
    </span>
  );
}

const isFound = (row: readonly number[], side: 0 | 1) => (((row[5] ?? 0) >> side) & 1) === 1;

const outline = ([, x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]) =>
  `M${x1} ${y1}H${x2}V${y2}H${x1}Z`;

function Layer({ className, paths }: { className: string; paths: { path: string }[] }) {
  if (paths.length === 0) return null;
  const all = paths.map(({ path }) => path).join("");
  return (
    <g className={className}>
      <path className="mark-halo" d={all} />
      <path d={all} />
    </g>
  );
}

/** What the lines mean. */
export function Legend() {
  return (
    <ul className="mark-legend small">
      <li className="mark-found">Found</li>
      <li className="mark-missed">Missed</li>
      <li className="mark-right">Shown, right</li>
      <li className="mark-false">Shown, wrong</li>
    </ul>
  );
}
