import { useMemo } from "react";
import type { Training } from "../../api/types.ts";
import { CurveChart } from "../../components/charts/CurveChart.tsx";
import { curvesOf, MEASURES, type Measure, runName } from "./measures.ts";

const HEIGHT = 190;

/** All that was measured, each with a scale of its own; the first of runs is the one that the page is about. */
export function MeasureCurves({ runs }: { runs: readonly Training[] }) {
  const [own] = runs;
  return MEASURES.map((measure) =>
    measure.isAlone && own && runs.length > 1 ? (
      <One key={measure.title} measure={measure} runs={[own]} whose={runName(own)} />
    ) : (
      <One key={measure.title} measure={measure} runs={runs} />
    ),
  );
}

/** whose: the training that the curves are of, where other trainings are drawn beside it. */
type OneProps = { measure: Measure; runs: readonly Training[]; whose?: string };

function One({ measure, runs, whose }: OneProps) {
  const { title, note, format, formatTicks } = measure;
  const history = runs
    .map(({ id, model, epochs }) => `${id}:${model?.number}:${epochs.length}`)
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: An epoch never changes, so their numbers tell enough.
  const { x, lines } = useMemo(() => curvesOf(measure, runs), [measure, history]);
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{whose ? `${title} of ${whose}` : title}</h3>
      <CurveChart
        title={`${title} by epoch`}
        xName="Epoch"
        x={x}
        lines={lines}
        height={HEIGHT}
        format={format}
        {...(formatTicks ? { formatTicks } : {})}
      />
      {note && <p className="soft small">{note}</p>}
    </div>
  );
}
