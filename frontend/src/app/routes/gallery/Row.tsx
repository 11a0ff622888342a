/** One row of the grid. */

import { memo, useEffect, useState } from "react";
import type { ImageRow } from "../../api/types.ts";
import { Cell } from "./Cell.tsx";
import type { Frame } from "./outlines.ts";

type Props = {
  index: number;
  top: number;
  height: number;
  ids: readonly number[];
  byId: ReadonlyMap<number, ImageRow>;
  columns: number;
  cellWidth: number;
  picture: Frame;
  at: number;
  chosen: ReadonlySet<number>;
  /** Whether somebody looks at it now, and nothing moves. */
  isSeen: boolean;
  colors: ReadonlyMap<number, string>;
};

/** Cells that are filled in one frame, in rows that come up while the page moves. */
const AT_ONCE = 2;

/** How many cells of the row are filled by now: a whole row in one frame would make that frame late. */
function useFilled(columns: number, isSeen: boolean): number {
  const [filled, setFilled] = useState(isSeen ? columns : 0);
  useEffect(() => {
    if (filled >= columns) return;
    const frame = requestAnimationFrame(() => setFilled(isSeen ? columns : filled + AT_ONCE));
    return () => cancelAnimationFrame(frame);
  }, [filled, columns, isSeen]);
  return filled;
}

export const Row = memo(function Row(props: Props) {
  const { index, top, height, ids, byId, columns, cellWidth, picture, at, chosen, colors } = props;
  const first = index * columns;
  const filled = useFilled(columns, props.isSeen);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: The cells take the focus.
    // biome-ignore lint/a11y/useSemanticElements: See the grid.
    <div
      role="row"
      aria-rowindex={index + 1}
      className="grid-row"
      style={{
        gridTemplateColumns: `repeat(${columns}, ${cellWidth}px)`,
        height,
        top,
      }}
    >
      {ids.slice(first, first + columns).map((id, column) => (
        <Cell
          key={id}
          image={column < filled ? byId.get(id) : undefined}
          colors={colors}
          picture={picture}
          at={first + column}
          isCurrent={first + column === at}
          isChosen={chosen.has(id)}
        />
      ))}
    </div>
  );
});
