/** The strong strokes over a picture, in SVG: a few boxes with their names, and arrows. */

import type { Corners } from "../../api/trace-types.ts";
import { type Fit, hasArea, type Size, toFrame } from "./frame.ts";
import type { Mark, Tone } from "./marks.ts";

interface Props {
  readonly fit: Fit;
  readonly frame: Size;
  readonly marks: readonly Mark[];
  readonly arrows: readonly [Corners, Corners] | null;
}

export function Marks({ fit, frame, marks, arrows }: Props) {
  return (
    <svg className="trace-marks" aria-hidden="true">
      {marks.map((mark) => (
        <MarkedBox key={mark.key} mark={mark} box={toFrame(fit, mark.box)} frame={frame} />
      ))}
      {arrows && <Arrows from={toFrame(fit, arrows[0])} to={toFrame(fit, arrows[1])} />}
    </svg>
  );
}

const LABEL_HEIGHT = 18;

/** Each kind has a place of its own, since the boxes of a question lie about one another. */
const NAME_PLACE: Record<Tone, { readonly isAbove: boolean; readonly isAtEnd: boolean }> = {
  asked: { isAbove: true, isAtEnd: false },
  chosen: { isAbove: true, isAtEnd: true },
  culprit: { isAbove: false, isAtEnd: false },
  before: { isAbove: true, isAtEnd: false },
  after: { isAbove: false, isAtEnd: true },
};

type MarkedProps = { mark: Mark; box: Corners; frame: Size };

function MarkedBox({ mark: { tone, label }, box, frame }: MarkedProps) {
  const [x1, y1, x2, y2] = box;
  const place = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  return (
    <g data-tone={tone}>
      <rect {...place} className="trace-mark-halo" />
      <rect {...place} className="trace-mark-line" />
      {label && <MarkName tone={tone} name={label} box={box} frame={frame} />}
    </g>
  );
}

type NameProps = { tone: Tone; name: string; box: Corners; frame: Size };

/** At the part of the box that is in sight. */
function MarkName({ tone, name, box: [x1, y1, x2, y2], frame }: NameProps) {
  const seen: Corners = [
    Math.max(x1, 0),
    Math.max(y1, 0),
    Math.min(x2, frame.width),
    Math.min(y2, frame.height),
  ];
  if (!hasArea(seen)) return null;
  const { isAbove, isAtEnd } = NAME_PLACE[tone];
  const top = y1 > LABEL_HEIGHT ? y1 - 5 : seen[1] + LABEL_HEIGHT - 4;
  return (
    <text
      x={isAtEnd ? seen[2] - 3 : seen[0] + 3}
      y={isAbove ? top : seen[3] - 6}
      textAnchor={isAtEnd ? "end" : "start"}
      className="trace-mark-name"
    >
      {name}
    </text>
  );
}

/** Shorter ones would be nothing but their heads. */
const SHORTEST_ARROW = 5;

function Arrows({ from, to }: { from: Corners; to: Corners }) {
  return (
    <>
      <ArrowHead />
      {CORNERS.map(([x, y]) => {
        const [x1, y1, x2, y2] = [from[x], from[y], to[x], to[y]];
        if (Math.hypot(x2 - x1, y2 - y1) < SHORTEST_ARROW) return null;
        return <line key={`${x}${y}`} {...{ x1, y1, x2, y2 }} className="trace-arrow" />;
      })}
    </>
  );
}

/** The places of x and y in a box. */
const CORNERS = [
  [0, 1],
  [2, 1],
  [0, 3],
  [2, 3],
] as const;

const ArrowHead = () => (
  <defs>
    <marker
      id="trace-arrow"
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="6"
      markerHeight="6"
      orient="auto"
    >
      <path d="M0 0L8 4L0 8z" className="trace-arrow-head" />
    </marker>
  </defs>
);
