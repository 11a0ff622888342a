import type { ReactNode } from "react";

type Props = { label: string; className: string; children: ReactNode };

/** A frame that scrolls by itself, within reach of the keyboard. */
export function Scrolls({ label, className, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: Without it nobody could scroll by keyboard.
    <section className={className} tabIndex={0} aria-label={`${label}, scrolls`}>
      {children}
    </section>
  );
}
