/** Where the middles of boxes are: a grid over the image, walked through with the arrow keys. */

import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { count, counted } from "../../format.ts";
import type { Filters } from "../gallery/filters.ts";
import { useProject } from "../project/project-context.ts";
import { cellFilters } from "./bars-of.ts";

type Props = {
  title: string;
  grid: number;
  counts: readonly number[];
  /** What all boxes of the map have. */
  common: Filters;
};

export function HeatMap({ title, grid, counts, common }: Props) {
  const [active, setActive] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  const most = Math.max(0, ...counts);
  const go = (event: KeyboardEvent) => {
    const next = stepped(active, event.key, grid);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    table.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <figure className="heat">
      <figcaption className="small">
        <strong>{title}</strong>{" "}
        <span className="soft">
          {counted(
            counts.reduce((sum, boxes) => sum + boxes, 0),
            "box",
            "boxes",
          )}
          , at most {count(most)} in a cell
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: A grid is walked through with the arrow keys. */}
      <table ref={table} className="heat-map" role="grid" aria-label={title} onKeyDown={go}>
        <tbody>
          {Array.from({ length: grid }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: The cells of a grid stay where they are.
            <tr key={row}>
              {counts.slice(row * grid, (row + 1) * grid).map((boxes, column) => (
                <Cell
                  // biome-ignore lint/suspicious/noArrayIndexKey: As above.
                  key={column}
                  boxes={boxes}
                  part={most ? Math.sqrt(boxes / most) : 0}
                  words={`Row ${row + 1}, column ${column + 1}: ${counted(boxes, "box", "boxes")}`}
                  filters={cellFilters(row * grid + column, grid, common)}
                  isActive={active === row * grid + column}
                  onFocus={() => setActive(row * grid + column)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

type CellProps = {
  boxes: number;
  /** How dark, 0..1; the root of the share, so that few are seen beside many. */
  part: number;
  words: string;
  filters: Filters;
  isActive: boolean;
  onFocus: () => void;
};

function Cell({ boxes, part, words, filters, isActive, onFocus }: CellProps) {
  const { id } = useProject();
  const navigate = useNavigate();
  const open = () =>
    navigate({
      to: "/projects/$projectId/images",
      params: { projectId: String(id) },
      search: filters,
    });
  return (
    <td>
      <button
        type="button"
        className="heat-cell"
        style={{ "--part": part } as React.CSSProperties}
        tabIndex={isActive ? 0 : -1}
        aria-label={boxes ? `${words}. Open the images` : words}
        aria-disabled={boxes === 0}
        title={words}
        onFocus={onFocus}
        onClick={() => boxes > 0 && open()}
      />
    </td>
  );
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function stepped(place: number, key: string, grid: number): number | null {
  const step = STEPS[key];
  if (!step) return null;
  const [column, row] = [(place % grid) + step[0], Math.floor(place / grid) + step[1]];
  return column < 0 || row < 0 || column >= grid || row >= grid ? null : row * grid + column;
}
