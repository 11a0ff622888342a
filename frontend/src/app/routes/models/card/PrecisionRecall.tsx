/** How much of what is there is found, at how many false boxes: the curve, and the point at which people see it. */

import { useMemo, useState } from "react";
import type { CardFigures, Category } from "../../../api/types.ts";
import { CurveChart } from "../../../components/charts/CurveChart.tsx";
import { type Line, pointTicks } from "../../../components/charts/curves.ts";
import { SelectField } from "../../../components/Field.tsx";
import { count, precision } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { Section } from "./Section.tsx";

const RECALLS = Array.from({ length: 101 }, (_, at) => at);
const ALL = "all";

export function PrecisionRecall({ figures }: { figures: CardFigures }) {
  const { categories } = useProject();
  const [chosen, setChosen] = useState(ALL);
  const drawn = categories.filter(({ id }) => curveOf(figures, id) !== null);
  const lines = useMemo(() => linesOf(figures, drawn, chosen), [figures, drawn, chosen]);
  return (
    <Section
      title="Precision and recall"
      note="At an intersection over union of 0.5. The dashed line ends where people see it: its height is the share of the suggestions that are right, its end the share of the boxes that are shown. Over all categories it counts boxes, while the curve is a mean of categories, so it may lie off it."
    >
      {figures.curve ? (
        <>
          <SelectField
            label="Curve of"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
            options={[
              [ALL, "All categories (mean)"],
              ...drawn.map(({ id, name }) => [String(id), name] as const),
            ]}
          />
          <CurveChart
            title="Precision by recall"
            xName="Recall, %"
            x={RECALLS}
            lines={lines}
            height={240}
            format={precision}
            formatTicks={pointTicks}
          />
          <p className="small">{shownWords(figures, chosen)}</p>
        </>
      ) : (
        <p className="soft small">There is no box in the hold-out to draw a curve of.</p>
      )}
    </Section>
  );
}

const curveOf = (figures: CardFigures, id: number) =>
  figures.categories.find(({ category }) => category === id)?.curve ?? null;

function linesOf(figures: CardFigures, categories: readonly Category[], chosen: string): Line[] {
  const category = categories.find(({ id }) => String(id) === chosen);
  const mean = { name: "Mean", color: "--accent", values: figures.curve ?? [] };
  const { share, recall } = pointOf(figures, chosen);
  const point = {
    name: "Shown",
    color: "--text-soft",
    dashed: true,
    values: RECALLS.map((at) => (recall !== null && at <= 100 * recall ? share : null)),
  };
  if (!category) return [mean, point];
  const own = curveOf(figures, category.id) ?? [];
  return [{ name: category.name, color: "--accent", values: own }, point];
}

/** At which precision and recall people see it. */
function pointOf(figures: CardFigures, chosen: string) {
  const { precision: share, recall } = figures.measures;
  if (chosen === ALL) return { share: share?.value ?? null, recall: recall?.value ?? null };
  const shown = figures.categories.find(({ category }) => String(category) === chosen)?.shown;
  return { share: shown?.precision ?? null, recall: shown?.recall ?? null };
}

function shownWords(figures: CardFigures, chosen: string): string {
  const { share, recall } = pointOf(figures, chosen);
  const rows = figures.categories.filter(
    ({ category }) => chosen === ALL || String(category) === chosen,
  );
  const shown = rows.reduce((sum, row) => sum + row.shown.count, 0);
  const boxes = rows.reduce((sum, row) => sum + row.boxes, 0);
  if (shown === 0) return `Nothing is shown; ${count(boxes)} boxes are there.`;
  return `${count(shown)} suggestions are shown for ${count(boxes)} boxes: ${precision(share)} of 100 are right, ${precision(recall)} of 100 boxes are found.`;
}
