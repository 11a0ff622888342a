/** What goes wrong, by kind. */

import { useState } from "react";
import type { CardFigures } from "../../../api/types.ts";
import { BarRows } from "../../../components/charts/BarRows.tsx";
import { SelectField } from "../../../components/Field.tsx";
import { count } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { countsOf, ERRORS, KIND_MEANING, KIND_NAME } from "./kinds.ts";
import { Section } from "./Section.tsx";

const SERIES = [{ name: "Boxes", color: "--data-orange" }];

export function Errors({ figures }: { figures: CardFigures }) {
  const { categories } = useProject();
  const [chosen, setChosen] = useState<number | null>(null);
  const met = categories.filter(({ id }) =>
    figures.error_counts.some(({ category }) => category === id),
  );
  const counts = countsOf(figures.error_counts, chosen);
  const wrong = ERRORS.reduce((sum, kind) => sum + counts[kind], 0);
  return (
    <Section
      title="Errors"
      note="Of what people are shown. The kinds are those of TIDE (Bolya et al. 2020): on the box from an intersection over union of 0.5, near it from 0.1."
    >
      <SelectField
        label="Errors of"
        value={chosen ?? ""}
        onChange={(event) => setChosen(Number(event.target.value) || null)}
        options={[
          ["", "All categories"],
          ...met.map(({ id, name }) => [String(id), name] as const),
        ]}
      />
      <BarRows
        title="Errors by kind"
        axis="Kind"
        series={SERIES}
        bars={ERRORS.map((kind) => ({ key: kind, name: KIND_NAME[kind], values: [counts[kind]] }))}
        format={count}
      />
      <p className="small">
        {count(counts.right)} suggestions are right, {count(wrong)} things are wrong.
      </p>
      <details className="small">
        <summary>What the kinds mean</summary>
        <dl className="kind-words">
          {ERRORS.map((kind) => (
            <div key={kind}>
              <dt>{KIND_NAME[kind]}</dt>
              <dd className="soft">{KIND_MEANING[kind]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Section>
  );
}
