/** A drawing with its heading, and what stands there while nothing can be drawn. */

import { type ReactNode, useId } from "react";

type Props = {
  title: string;
  note?: string;
  isEmpty: boolean;
  empty: string;
  isWide?: boolean;
  children: ReactNode;
};

export function ChartCard({ title, note, isEmpty, empty, isWide = false, children }: Props) {
  const id = useId();
  return (
    <section className={`card ${isWide ? "statistics-wide" : ""}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {note && <p className="soft small statistics-note">{note}</p>}
      {isEmpty ? <p className="soft small">{empty}</p> : children}
    </section>
  );
}
