/** One row of the grid. */

import { memo } from "react";
import type { ImageRow } from "../../api/types.ts";
import { Cell } from "./Cell.tsx";

type Props = {
  index: number;
  top: number;
  height: number;
  ids: readonly number[];
  byId: ReadonlyMap<number, ImageRow>;
  columns: number;
  cellWidth: number;
  at: number;
  chosen: ReadonlySet<number>;
  colors: ReadonlyMap<number, string>;
};

export const Row = memo(function Row(props: Props) {
  const { index, top, height, ids, byId, columns, cellWidth, at, chosen, colors } = props;
  const first = index * columns;
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
        transform: `translateY(${top}px)`,
      }}
    >
      {ids.slice(first, first + columns).map((id, column) => (
        <Cell
          key={id}
          image={byId.get(id)}
          colors={colors}
          at={first + column}
          isCurrent={first + column === at}
          isChosen={chosen.has(id)}
        />
      ))}
    </div>
  );
});
