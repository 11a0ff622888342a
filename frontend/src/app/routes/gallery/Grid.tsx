/** A grid of which only the visible rows exist. The keyboard walks it like a table. */

import { useNavigate } from "@tanstack/react-router";
import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { ImageRow } from "../../api/types.ts";
import { useProject } from "../project/project-context.ts";
import { Cell } from "./Cell.tsx";
import { GAP, useGridSizes } from "./grid-sizes.ts";
import { step } from "./grid-steps.ts";
import { useKeptPlace } from "./kept-place.ts";

type Props = {
  images: readonly ImageRow[];
  isLoadingMore: boolean;
  onNearEnd: () => void;
  /** Names the question, so that coming back from the editor finds the same place. */
  place: string;
};

export function Grid({ images, isLoadingMore, onNearEnd, place }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { columns, cellWidth, rowHeight } = useGridSizes(frame);
  const rowCount = Math.ceil(images.length / columns);
  const rows = useWindowVirtualizer({
    count: cellWidth > 0 ? rowCount : 0,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  const visible = rows.getVirtualItems();
  const [at, setAt] = useKeptPlace(place, cellWidth > 0);
  const open = useOpen();
  const hasFocus = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: Another height of rows needs another measure.
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  useNearEnd(visible, rowCount, onNearEnd);
  useEffect(() => {
    if (!hasFocus.current) return;
    frame.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const image = images[at];
    if (event.key === "Enter" && image) return open(image);
    const next = step(event.key, { at, count: images.length, columns });
    if (next === null) return;
    event.preventDefault();
    hasFocus.current = true;
    setAt(next);
    rows.scrollToIndex(Math.floor(next / columns), { align: "auto" });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: A table cannot be cut to its visible rows.
    <div
      ref={frame}
      role="grid"
      tabIndex={-1}
      aria-label="Images"
      aria-rowcount={rowCount}
      aria-colcount={columns}
      className="grid"
      style={{ height: rows.getTotalSize() + (isLoadingMore ? 48 : 0) }}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={(event) => {
        if (!frame.current?.contains(event.relatedTarget)) hasFocus.current = false;
      }}
    >
      {visible.map((row) => (
        <Row
          key={row.key}
          row={row}
          top={row.start - rows.options.scrollMargin}
          images={images}
          columns={columns}
          cellWidth={cellWidth}
          at={Math.min(at, images.length - 1)}
          onOpen={open}
          onReach={setAt}
        />
      ))}
      {isLoadingMore && (
        <p className="grid-more soft small" role="status">
          Loading more
        </p>
      )}
    </div>
  );
}

type RowProps = {
  row: VirtualItem;
  top: number;
  images: readonly ImageRow[];
  columns: number;
  cellWidth: number;
  at: number;
  onOpen: (image: ImageRow) => void;
  onReach: (at: number) => void;
};

function Row({ row, top, images, columns, cellWidth, at, onOpen, onReach }: RowProps) {
  const { categories } = useProject();
  const colors = useMemo(
    () => new Map(categories.map(({ id, color }) => [id, color])),
    [categories],
  );
  const first = row.index * columns;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: The cells take the focus.
    // biome-ignore lint/a11y/useSemanticElements: See the grid.
    <div
      role="row"
      aria-rowindex={row.index + 1}
      className="grid-row"
      style={{
        gridTemplateColumns: `repeat(${columns}, ${cellWidth}px)`,
        height: row.size - GAP,
        transform: `translateY(${top}px)`,
      }}
    >
      {images.slice(first, first + columns).map((image, column) => (
        <Cell
          key={image.id}
          image={image}
          colors={colors}
          at={first + column}
          isCurrent={first + column === at}
          onOpen={() => onOpen(image)}
          onFocus={() => onReach(first + column)}
        />
      ))}
    </div>
  );
}

function useOpen() {
  const { id } = useProject();
  const navigate = useNavigate();
  return (image: ImageRow) =>
    void navigate({
      to: "/projects/$projectId/annotate",
      params: { projectId: String(id) },
      search: { image: image.id },
    });
}

/** Rows before the end at which more are asked for. */
const AHEAD = 4;

function useNearEnd(visible: readonly VirtualItem[], rowCount: number, onNearEnd: () => void) {
  const last = visible.at(-1)?.index;
  useEffect(() => {
    if (last !== undefined && last >= rowCount - AHEAD) onNearEnd();
  }, [last, rowCount, onNearEnd]);
}
