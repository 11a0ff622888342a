/** A part of a model card with its heading. */

import { type ReactNode, useId } from "react";

type Props = { title: string; note?: ReactNode; isWide?: boolean; children: ReactNode };

export function Section({ title, note, isWide = false, children }: Props) {
  const id = useId();
  return (
    <section className={`card ${isWide ? "model-card-wide" : ""}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {note && <p className="soft small">{note}</p>}
      {children}
    </section>
  );
}
