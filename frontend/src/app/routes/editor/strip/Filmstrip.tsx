/** The images of this session in a thin row: those that were here, the current one, those that come next. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { TrailImage } from "../../../../core/session/trail.ts";
import { Icon } from "../../../components/Icon.tsx";
import { placeFor } from "../../../components/places.ts";
import { STATE_ICON, STATE_NAME } from "../../../components/StateBadge.tsx";
import { useSession } from "../store.ts";
import type { Workbench } from "../workbench.ts";

const CELL_WIDTH = 84;

export default function Filmstrip({ workbench }: { workbench: Workbench }) {
  const { session } = workbench;
  const trail = useSession(session, (snapshot) => snapshot.trail);
  const current = trail.findIndex(({ place }) => place === "current");
  const [walked, setWalked] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const cells = useVirtualizer({
    count: trail.length,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => CELL_WIDTH,
    overscan: 4,
  });
  const active = walked ?? current;
  useEffect(() => setWalked(current < 0 ? null : current), [current]);
  useEffect(() => {
    if (active >= 0) cells.scrollToIndex(active, { align: "center" });
  }, [active, cells]);

  const open = (place: number) => {
    const image = trail[place]?.image;
    if (image !== undefined) void session.open(image.id, image);
  };
  const pressed = (event: KeyboardEvent) => {
    const target = placeFor(event.key, "row", active, trail.length);
    if (target === null && event.key !== "Enter") return;
    event.preventDefault();
    if (target === null) open(active);
    else setWalked(target);
  };
  return (
    <section className="editor-strip" aria-label="Images of this session" data-region>
      <div
        ref={scroller}
        className="editor-strip-scroller"
        data-testid="filmstrip"
        role="listbox"
        aria-orientation="horizontal"
        aria-label="Images of this session"
        aria-activedescendant={active >= 0 ? cellId(trail[active]) : undefined}
        tabIndex={0}
        onKeyDown={pressed}
        onBlur={() => setWalked(null)}
      >
        <div
          className="editor-strip-room"
          role="presentation"
          style={{ width: cells.getTotalSize() }}
        >
          {cells.getVirtualItems().map(({ index, start }) => {
            const entry = trail[index];
            return entry === undefined ? null : (
              <Cell
                key={entry.image.id}
                entry={entry}
                place={index}
                count={trail.length}
                left={start}
                isActive={index === active}
                onOpen={() => open(index)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface CellProps {
  readonly entry: TrailImage;
  readonly place: number;
  readonly count: number;
  readonly left: number;
  readonly isActive: boolean;
  readonly onOpen: () => void;
}

function Cell({ entry, place, count, left, isActive, onOpen }: CellProps) {
  const { image, state } = entry;
  const isNext = entry.place === "next";
  const words = isNext ? "comes next" : STATE_NAME[state];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, by aria-activedescendant.
    <div
      id={cellId(entry)}
      role="option"
      className={`editor-cell editor-cell-${entry.place}`}
      aria-selected={entry.place === "current"}
      aria-posinset={place + 1}
      aria-setsize={count}
      data-active={isActive}
      data-state={state}
      style={{ width: CELL_WIDTH, transform: `translateX(${left}px)` }}
      title={`${image.fileName}, ${words}`}
      onClick={onOpen}
    >
      <img src={image.thumbnail} alt="" loading="lazy" draggable={false} />
      <span className="visually-hidden">
        {image.fileName}, {words}
      </span>
      {!isNext && state !== "todo" && (
        <span className={`editor-cell-state badge-${state}`}>
          <Icon name={STATE_ICON[state]} size={12} />
        </span>
      )}
    </div>
  );
}

const cellId = (entry: TrailImage | undefined): string | undefined =>
  entry === undefined ? undefined : `editor-cell-${entry.image.id}`;
