/** A menu on the popover API: light dismissal and the top layer come from the browser, the arrow keys from here. */

import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { Icon, type IconName } from "./Icon.tsx";

type Props = {
  label: string;
  /** What the trigger shows. */
  trigger: ReactNode;
  triggerClass?: string;
  align?: "start" | "end";
  children: ReactNode;
};

export function Menu({ label, trigger, triggerClass, align = "end", children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const place = () => {
    if (button.current && list.current) placeBelow(list.current, button.current, align);
  };
  const focusFirst = () => items(list.current)[0]?.focus();

  return (
    <>
      <button
        ref={button}
        type="button"
        className={triggerClass ?? "icon-button"}
        aria-label={label}
        aria-haspopup="menu"
        title={label}
        popoverTarget={id}
      >
        {trigger}
      </button>
      <div
        ref={list}
        id={id}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        popover="auto"
        className="menu"
        onBeforeToggle={(event) => event.newState === "open" && place()}
        onToggle={(event) => event.newState === "open" && focusFirst()}
        onKeyDown={(event) => list.current && walkMenu(event, list.current)}
        onClick={() => list.current?.hidePopover()}
      >
        {children}
      </div>
    </>
  );
}

/** Under what it belongs to, or above it where there is no room. */
export function placeBelow(list: HTMLElement, button: HTMLElement, align: "start" | "end") {
  const at = button.getBoundingClientRect();
  const fitsBelow = at.bottom < window.innerHeight * 0.7;
  list.style.top = fitsBelow ? `${at.bottom + 4}px` : "auto";
  list.style.bottom = fitsBelow ? "auto" : `${window.innerHeight - at.top + 4}px`;
  list.style.left = align === "start" ? `${at.left}px` : "auto";
  list.style.right =
    align === "end" ? `${document.documentElement.clientWidth - at.right}px` : "auto";
}

const items = (list: HTMLElement | null) => [
  ...(list?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? []),
];

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** The arrow keys of a menu. */
export function walkMenu(event: KeyboardEvent, list: HTMLElement) {
  const move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  const all = items(list);
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[move(at, all.length - 1)]?.focus();
}

type ItemProps = {
  icon?: IconName;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** At the end of the line, such as a key. */
  after?: ReactNode;
  children: ReactNode;
};

export function MenuItem(props: ItemProps) {
  const { icon, onSelect, danger, disabled, after, children } = props;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={danger ? "menu-item menu-item-danger" : "menu-item"}
      disabled={disabled}
      onClick={onSelect}
    >
      {icon ? <Icon name={icon} /> : <span className="menu-gap" />}
      <span className="menu-text">{children}</span>
      {after}
    </button>
  );
}

type SwitchProps = {
  isOn: boolean;
  onSelect: () => void;
  after?: ReactNode;
  children: ReactNode;
};

/** An item that is on or off. */
export function MenuSwitch({ isOn, onSelect, after, children }: SwitchProps) {
  return (
    <button
      type="button"
      role="menuitemcheckbox"
      aria-checked={isOn}
      tabIndex={-1}
      className="menu-item"
      onClick={onSelect}
    >
      {isOn ? <Icon name="check" /> : <span className="menu-gap" />}
      <span className="menu-text">{children}</span>
      {after}
    </button>
  );
}

type RadioProps = {
  icon: IconName;
  checked: boolean;
  onSelect: () => void;
  children: ReactNode;
};

export function MenuRadio({ icon, checked, onSelect, children }: RadioProps) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={checked}
      tabIndex={-1}
      className="menu-item"
      onClick={onSelect}
    >
      <Icon name={icon} />
      <span className="menu-text">{children}</span>
      {checked && <Icon name="check" size={16} />}
    </button>
  );
}

export const MenuLine = () => <hr className="menu-line" />;
