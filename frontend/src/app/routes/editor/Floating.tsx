/**
 * Something small that opens at a place on the image: a menu, a search. It lies in the top layer, stays
 * within the window, and goes at Escape or a press elsewhere. While it is open, keys are its own.
 */

import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import type { Rect } from "../../../core/geometry.ts";
import "./floats.css";

interface Props {
  readonly host: HTMLElement | null;
  /** What it belongs to, in pixels of the host; it opens below, or above where there is no room. */
  readonly anchor: Rect;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className: string;
  readonly label: string;
  readonly role: "menu" | "dialog";
  readonly onKeyDown?: (event: KeyboardEvent, element: HTMLElement) => void;
}

const MARGIN = 8;
const GAP = 4;

export function Floating({
  host,
  anchor,
  onClose,
  children,
  className,
  onKeyDown,
  ...rest
}: Props) {
  const element = useRef<HTMLDivElement>(null);
  useShown(element, host, anchor);
  useLeaving(element, onClose);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape" || (event.key === "Tab" && rest.role === "menu")) {
      event.preventDefault();
      onClose();
    } else if (element.current !== null) {
      onKeyDown?.(event, element.current);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which the caller chooses.
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles may be named.
    <div
      ref={element}
      popover="manual"
      className={`menu ${className}`}
      role={rest.role}
      aria-label={rest.label}
      tabIndex={-1}
      onKeyDown={pressed}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </div>
  );
}

/** Opens it once it is in the page, and gives the focus back to the image when it goes. */
function useShown(element: RefObject<HTMLElement | null>, host: HTMLElement | null, anchor: Rect) {
  const first = useRef(anchor);
  useLayoutEffect(() => {
    const shown = element.current;
    shown?.showPopover();
    if (shown) place(shown, host, first.current);
    const begin = shown?.querySelector<HTMLElement>("input, [role^=menuitem]:not(:disabled)");
    begin?.focus({ preventScroll: true });
    return () => {
      if (shown?.contains(document.activeElement)) host?.focus({ preventScroll: true });
    };
  }, [element, host]);
}

function place(element: HTMLElement, host: HTMLElement | null, anchor: Rect) {
  const from = host?.getBoundingClientRect() ?? new DOMRect();
  const { width, height } = element.getBoundingClientRect();
  const below = from.top + anchor.y2 + GAP;
  const above = from.top + anchor.y1 - GAP - height;
  const fitsBelow = below + height + MARGIN <= window.innerHeight;
  const top = fitsBelow || above < MARGIN ? below : above;
  element.style.left = `${within(from.left + anchor.x1, width, window.innerWidth)}px`;
  element.style.top = `${within(top, height, window.innerHeight)}px`;
}

const within = (start: number, size: number, room: number): number =>
  Math.max(MARGIN, Math.min(start, room - size - MARGIN));

function useLeaving(element: RefObject<HTMLElement | null>, onClose: () => void) {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const leave = (event: Event) => {
      const isOutside = !(event.target instanceof Node && element.current?.contains(event.target));
      if (isOutside) close.current();
    };
    window.addEventListener("pointerdown", leave, { signal, capture: true });
    window.addEventListener("wheel", leave, { signal, capture: true, passive: true });
    window.addEventListener("resize", () => close.current(), { signal });
    return () => end.abort();
  }, [element]);
}
