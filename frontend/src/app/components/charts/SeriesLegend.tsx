/** Which colour and pattern stands for what; nothing where there is only one. */

import type { CSSProperties } from "react";
import type { Series } from "./bars.ts";

export function SeriesLegend({ series }: { series: readonly Series[] }) {
  if (series.length < 2) return null;
  return (
    <p className="bars-legend small" aria-hidden="true">
      {series.map(({ name, color, isStriped }) => (
        <span key={name} className="row">
          <span
            className={`bars-mark ${isStriped ? "bars-mark-striped" : ""}`}
            style={{ "--bar-color": `var(${color})` } as CSSProperties}
          />
          {name}
        </span>
      ))}
    </p>
  );
}
