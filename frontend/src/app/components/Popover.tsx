/** A small form beside what it belongs to. Light dismissal, Escape and the top layer come from the browser. */

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { placeBelow } from "./Menu.tsx";

type Props = {
  label: string;
  anchor: HTMLElement;
  onClose: () => void;
  children: ReactNode;
};

export function Popover({ label, anchor, onClose, children }: Props) {
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    placeBelow(box, anchor, "start");
    box.showPopover();
    keepInside(box);
    box.querySelector<HTMLElement>("input, select, button")?.focus();
  }, [anchor]);

  return (
    <div
      ref={ref}
      role="dialog"
      aria-label={label}
      popover="auto"
      className="popover"
      onToggle={(event) => {
        if (event.newState === "open") return;
        if (ref.current?.contains(document.activeElement)) anchor.focus();
        onClose();
      }}
    >
      {children}
    </div>
  );
}

const EDGE = 8;

function keepInside(box: HTMLElement) {
  const { left, width } = box.getBoundingClientRect();
  const most = document.documentElement.clientWidth - width - EDGE;
  if (left > most) box.style.left = `${Math.max(EDGE, most)}px`;
}
