import { useMemo } from "react";
import type { Training } from "../../api/types.ts";
import { CurveChart } from "../../components/charts/CurveChart.tsx";
import { curvesOf, MEASURES, type Measure } from "./measures.ts";

const HEIGHT = 190;

/** All that was measured, each with a scale of its own; the first of runs is the one that the page is about. */
export function MeasureCurves({ runs }: { runs: readonly Training[] }) {
  return MEASURES.map((measure) => (
    <One key={measure.title} measure={measure} runs={measure.isAlone ? runs.slice(0, 1) : runs} />
  ));
}

function One({ measure, runs }: { measure: Measure; runs: readonly Training[] }) {
  const { title, note, format, formatTick } = measure;
  const history = runs.map(({ id, epochs }) => `${id}:${epochs.length}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: An epoch never changes, so their numbers tell enough.
  const { x, lines } = useMemo(() => curvesOf(measure, runs), [measure, history]);
  if (lines.length === 0) return null;
  return (
    <div>
      <h3 title={note}>{title}</h3>
      <CurveChart
        title={`${title} by epoch`}
        xName="Epoch"
        x={x}
        lines={lines}
        height={HEIGHT}
        format={format}
        {...(formatTick ? { formatTick } : {})}
      />
    </div>
  );
}
