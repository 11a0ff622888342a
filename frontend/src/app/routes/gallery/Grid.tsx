/** A grid of which only the visible rows exist. The keyboard walks it like a table. */

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useProject } from "../project/project-context.ts";
import { GAP, type Size, useGridSizes } from "./grid-sizes.ts";
import { placeAfter, useKeptPlace, wasIn } from "./kept-place.ts";
import { Row } from "./Row.tsx";
import { Scrubber } from "./Scrubber.tsx";
import type { Selection } from "./selection.ts";
import { Trouble } from "./Trouble.tsx";
import { useGridHand } from "./useGridHand.ts";
import { useRows } from "./useRows.ts";

type Props = {
  ids: readonly number[];
  /** Names the question, so that coming back from the editor finds the same place. */
  place: string;
  size: Size;
  selection: Selection;
  onSelect: (next: Selection) => void;
  onOpen: (image: number) => void;
  /** To what the detector does on an image. */
  onInside: (image: number) => void;
};

/** Rows beyond the edges of the window that exist already. */
const AHEAD = 3;
/** What the bar of the selection covers. */
const BELOW = 72;

export function Grid({ ids, place, size, selection, onSelect, onOpen, onInside }: Props) {
  const { id: project, categories } = useProject();
  const frame = useRef<HTMLDivElement>(null);
  const [comesBack] = useState(() => wasIn(place));
  const { columns, cellWidth, rowHeight, picture } = useGridSizes(frame, size);
  const top = frame.current?.offsetTop ?? 0;
  const rowCount = Math.ceil(ids.length / columns);
  const rows = useWindowVirtualizer({
    count: cellWidth > 0 ? rowCount : 0,
    estimateSize: () => rowHeight,
    overscan: AHEAD,
    scrollMargin: top,
    scrollPaddingStart: top,
    scrollPaddingEnd: BELOW,
  });
  const visible = rows.getVirtualItems();
  const first = (visible[0]?.index ?? 0) * columns;
  const last = Math.min(ids.length, ((visible.at(-1)?.index ?? -1) + 1) * columns) - 1;
  const seen = useRows(project, ids, first, Math.max(first, last));
  const [kept, setAt] = useKeptPlace(place, ids, cellWidth > 0);
  const at = Math.max(0, Math.min(kept, ids.length - 1));
  const colors = useMemo(
    () => new Map(categories.map(({ id, color }) => [id, color])),
    [categories],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: Another height of rows needs another measure.
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  useSteadyRows(rowHeight, columns, top);
  useFollow(place, ids, { columns, rowHeight, setAt });

  const hand = useGridHand({
    frame,
    ids,
    at,
    comesBack,
    columns,
    screen: Math.floor((window.innerHeight - top) / rowHeight),
    selection,
    onSelect,
    onOpen,
    onInside,
    onReach: (next) => {
      setAt(next);
      rows.scrollToIndex(Math.floor(next / columns), { align: "auto" });
    },
    onFocus: setAt,
  });

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: A table cannot be cut to its visible rows. */}
      <div
        ref={frame}
        role="grid"
        tabIndex={-1}
        aria-label="Images"
        aria-multiselectable="true"
        aria-rowcount={rowCount}
        aria-colcount={columns}
        className="grid"
        data-size={size}
        data-choosing={selection.ids.size > 0 || undefined}
        style={{ height: rows.getTotalSize() }}
        {...hand}
      >
        {visible.map(({ index, key, start }) => (
          <Row
            key={key}
            index={index}
            top={start - rows.options.scrollMargin}
            height={rowHeight - GAP}
            ids={ids}
            byId={seen.byId}
            columns={columns}
            cellWidth={cellWidth}
            picture={picture}
            at={at}
            isSeen={!rows.isScrolling && isWithin(index, rows.range)}
            chosen={selection.ids}
            colors={colors}
          />
        ))}
      </div>
      {seen.error !== null && <Trouble error={seen.error} onRetry={seen.retry} />}
      <Scrubber
        count={ids.length}
        columns={columns}
        rowHeight={rowHeight}
        top={top}
        nameOf={(place) => seen.byId.get(ids[place] ?? 0)?.file_name ?? ""}
      />
    </>
  );
}

const isWithin = (index: number, range: { startIndex: number; endIndex: number } | null) =>
  range !== null && index >= range.startIndex && index <= range.endIndex;

/** Cells of another size: the images at the top stay at the top. */
function useSteadyRows(rowHeight: number, columns: number, top: number) {
  const before = useRef({ rowHeight, columns });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { rowHeight, columns };
    if (was.columns === columns && was.rowHeight === rowHeight) return;
    if (window.scrollY <= top || was.rowHeight <= GAP) return;
    const row = window.scrollY / was.rowHeight;
    window.scrollTo(0, Math.floor((row * was.columns) / columns) * rowHeight);
  }, [rowHeight, columns, top]);
}

type Follow = { columns: number; rowHeight: number; setAt: (at: number) => void };

/** A newer list: the image that the person was at stays where it was on the screen. */
function useFollow(place: string, ids: readonly number[], { columns, rowHeight, setAt }: Follow) {
  const known = useRef(ids);
  useEffect(() => {
    if (known.current === ids) return;
    const before = known.current;
    known.current = ids;
    if (before.length === ids.length && before.every((id, at) => id === ids[at])) return;
    const next = placeAfter(place, ids);
    const was = Math.min(next, ids.length - 1);
    const old = before.indexOf(ids[was] ?? 0);
    setAt(was);
    const rowsMoved = old < 0 ? 0 : Math.floor(was / columns) - Math.floor(old / columns);
    if (rowsMoved !== 0) window.scrollBy(0, rowsMoved * rowHeight);
  }, [place, ids, columns, rowHeight, setAt]);
}
