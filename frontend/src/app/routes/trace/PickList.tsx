/** A long list of which one is chosen. Only the rows in sight are in the page. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { placeFor } from "../../components/places.ts";

export interface PickRow {
  readonly key: string;
  readonly text: ReactNode;
  /** At the end of the line. */
  readonly aside: string;
  readonly color?: string | undefined;
  readonly state?: string;
}

interface Props {
  readonly label: string;
  readonly rows: readonly PickRow[];
  readonly chosen: number | null;
  readonly onChoose: (place: number) => void;
  /** A double click, or Enter: one wants to see it closely. */
  readonly onLook: (place: number) => void;
}

const ROW_HEIGHT = 28;

export function PickList({ label, rows, chosen, onChoose, onLook }: Props) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  useEffect(() => {
    if (chosen !== null) virtual.scrollToIndex(chosen, { align: "auto" });
  }, [chosen, virtual]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && chosen !== null) onLook(chosen);
    const place = placeFor(event.key, "column", chosen ?? -1, rows.length);
    if (place === null || rows.length === 0) return;
    event.preventDefault();
    onChoose(place);
  };
  return (
    <div
      ref={scroller}
      className="trace-list"
      role="listbox"
      aria-label={label}
      aria-activedescendant={chosen === null ? undefined : `${id}-${chosen}`}
      tabIndex={0}
      onKeyDown={pressed}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, by aria-activedescendant.
            <div
              key={row.key}
              id={`${id}-${index}`}
              role="option"
              className="trace-row"
              data-state={row.state}
              aria-selected={index === chosen}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              onClick={() => onChoose(index)}
              onDoubleClick={() => onLook(index)}
            >
              {row.color && <span className="swatch" style={{ background: row.color }} />}
              <span className="truncate">{row.text}</span>
              <span className="trace-row-aside">{row.aside}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
