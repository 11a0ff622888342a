/** A grid of which only the visible rows exist. The keyboard walks it like a table. */

import { useNavigate } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ImageRow } from "../../api/types.ts";
import { useProject } from "../project/project-context.ts";
import { Cell } from "./Cell.tsx";
import { columnsFor, step } from "./grid-steps.ts";

const GAP = 12;
const PADDING = 24;
/** In the unit of the text, so that larger letters get more room. */
const CAPTION = 3.25;
const NARROWEST = 13;

type Props = {
  images: readonly ImageRow[];
  isLoadingMore: boolean;
  onNearEnd: () => void;
  /** Names the question, so that coming back from the editor finds the same place. */
  place: string;
};

/** Where the person was in each list, while the app is open. */
const places = new Map<string, { at: number; scroll: number }>();

export function Grid({ images, isLoadingMore, onNearEnd, place }: Props) {
  const project = useProject();
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [at, setAt] = useState(() => places.get(place)?.at ?? 0);
  const hasFocus = useRef(false);

  const letter = rootFontSize();
  const columns = columnsFor(width - 2 * PADDING, NARROWEST * letter, GAP);
  const cellWidth = Math.floor((width - 2 * PADDING - (columns - 1) * GAP) / columns);
  const rowHeight = Math.round((cellWidth * 3) / 4) + CAPTION * letter + GAP;
  const rowCount = Math.ceil(images.length / columns);
  const rows = useWindowVirtualizer({
    count: width ? rowCount : 0,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: Another height of rows needs another measure.
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  useEffect(() => {
    if (visible.length > 0 && last >= rowCount - 4) onNearEnd();
  }, [visible.length, last, rowCount, onNearEnd]);
  useKeptPlace(place, at, width > 0);

  const open = (image: ImageRow) =>
    navigate({
      to: "/projects/$projectId/annotate",
      params: { projectId: String(project.id) },
      search: { image: image.id },
    });
  const go = (next: number) => {
    setAt(next);
    hasFocus.current = true;
    rows.scrollToIndex(Math.floor(next / columns), { align: "auto" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const image = images[at];
    if (event.key === "Enter" && image) return void open(image);
    const next = step(event.key, { at, count: images.length, columns });
    if (next === null) return;
    event.preventDefault();
    go(next);
  };
  useEffect(() => {
    if (!hasFocus.current) return;
    frame.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  });

  const colors = useMemo(
    () => new Map(project.categories.map(({ id, color }) => [id, color])),
    [project.categories],
  );
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
      onBlur={(event) => {
        if (!frame.current?.contains(event.relatedTarget)) hasFocus.current = false;
      }}
    >
      {visible.map((row) => (
        // biome-ignore lint/a11y/useFocusableInteractive: The cells take the focus.
        // biome-ignore lint/a11y/useSemanticElements: See the grid.
        <div
          key={row.key}
          role="row"
          aria-rowindex={row.index + 1}
          className="grid-row"
          style={{
            gridTemplateColumns: `repeat(${columns}, ${cellWidth}px)`,
            height: row.size - GAP,
            transform: `translateY(${row.start - rows.options.scrollMargin}px)`,
          }}
        >
          {images.slice(row.index * columns, (row.index + 1) * columns).map((image, column) => {
            const index = row.index * columns + column;
            return (
              <Cell
                key={image.id}
                image={image}
                colors={colors}
                at={index}
                isCurrent={index === Math.min(at, images.length - 1)}
                onOpen={() => {
                  setAt(index);
                  places.set(place, { at: index, scroll: window.scrollY });
                  void open(image);
                }}
                onFocus={() => {
                  hasFocus.current = true;
                  setAt(index);
                }}
              />
            );
          })}
        </div>
      ))}
      {isLoadingMore && (
        <p className="grid-more soft small" role="status">
          Loading more
        </p>
      )}
    </div>
  );
}

const rootFontSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

function useWidth(frame: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [frame]);
  return width;
}

function useKeptPlace(place: string, at: number, isReady: boolean) {
  const latest = useRef(at);
  latest.current = at;

  useLayoutEffect(() => {
    if (!isReady) return;
    const kept = places.get(place);
    if (kept) window.scrollTo(0, kept.scroll);
    const remember = () => places.set(place, { at: latest.current, scroll: window.scrollY });
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [place, isReady]);
}
