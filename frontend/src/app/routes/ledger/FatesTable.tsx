/** What became of suggestions, model by model. */

import { useId } from "react";
import type { LedgerFigures } from "../../api/types.ts";
import { ChartTable } from "../../components/charts/ChartTable.tsx";
import { count } from "../../format.ts";
import { FATES, fateShare } from "./words.ts";

export function FatesTable({ title, rows }: { title: string; rows: LedgerFigures["models"] }) {
  const id = useId();
  return (
    <section className="card ledger-wide" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls has to be reached by keys. */}
      <section className="ledger-scroll" aria-label={`${title}: the numbers`} tabIndex={0}>
        <ChartTable
          isVisible
          title={title}
          head={["Model", "Images", "Suggestions", ...FATES.map(({ name }) => name), "Boxes added"]}
          rows={rows.map((row) => ({
            key: row.model,
            name: `Model ${row.number}`,
            cells: [
              count(row.images),
              count(row.suggestions),
              ...FATES.map(({ key }) => fateShare(row, key)),
              count(row.added),
            ],
          }))}
        />
      </section>
    </section>
  );
}
