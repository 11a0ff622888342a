/** The difference that a revision made, over a dimmed picture: shapes first, colours help. */

import type { Diff, DiffBox, DiffPart } from "./diff.ts";

const LEGEND: readonly (readonly [DiffPart, string])[] = [
  ["added", "added"],
  ["removed", "removed"],
  ["before", "before"],
  ["after", "after"],
];

export default function DiffLayer({ diff }: { diff: Diff }) {
  const parts = new Set(diff.boxes.map(({ part }) => part));
  return (
    <>
      <svg className="editor-diff" data-testid="diff" data-number={diff.number} aria-hidden="true">
        <rect className="editor-diff-veil" width="100%" height="100%" />
        <g className="editor-diff-view">
          {diff.boxes.map((box) => (
            <Shape key={box.key} box={box} />
          ))}
        </g>
      </svg>
      <p className="editor-diff-legend">
        <strong>Revision {diff.number}</strong>
        {LEGEND.filter(([part]) => parts.has(part)).map(([part, name]) => (
          <span key={part}>
            <svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
              <Shape box={{ key: part, part, x1: 2, y1: 2, x2: 22, y2: 14 }} />
            </svg>
            {name}
          </span>
        ))}
        {diff.boxes.length === 0 && <span>No box was changed.</span>}
        {diff.left > 0 && <span>The first changes only.</span>}
      </p>
    </>
  );
}

/** Added: solid with a plus. Removed: dotted, crossed out. Before: dashed. After: solid. */
function Shape({ box }: { box: DiffBox }) {
  const { part, x1, y1, x2, y2 } = box;
  const place = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  return (
    <g className={`editor-diff-${part}`} data-part={part}>
      <rect className="editor-diff-halo" {...place} />
      <rect className="editor-diff-line" {...place} />
      {part === "removed" && (
        <path className="editor-diff-line" d={`M${x1} ${y1}L${x2} ${y2}M${x2} ${y1}L${x1} ${y2}`} />
      )}
      {part === "added" && (
        <g
          className="editor-diff-sign"
          style={{ "--x": `${middle.x}px`, "--y": `${middle.y}px` } as React.CSSProperties}
        >
          <path className="editor-diff-halo" d="M-5 0H5M0 -5V5" />
          <path className="editor-diff-line" d="M-5 0H5M0 -5V5" />
        </g>
      )}
    </g>
  );
}
