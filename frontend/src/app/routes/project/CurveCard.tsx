/** How the models got better, one point each: in precision, or in the seconds that they leave to people. */

import { useMemo, useState } from "react";
import type { Model, Statistics } from "../../api/types.ts";
import { CurveChart } from "../../components/charts/CurveChart.tsx";
import { pointTicks } from "../../components/charts/curves.ts";
import { Skeleton } from "../../components/feedback.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Segments } from "../../components/Segments.tsx";
import { precision, workTime } from "../../format.ts";
import { type Curve, curveOf, type View } from "./curves.ts";

const HEIGHT = 220;
const LEGEND = 32;
const VIEWS = [
  ["seconds", "Seconds per image"],
  ["precision", "Precision"],
] as const;

type Props = { models: Model[] | undefined; hint: Statistics["stop_hint"] | undefined };

export function CurveCard({ models, hint }: Props) {
  const [chosen, setChosen] = useState<View | null>(null);
  const curves = useMemo(
    () =>
      models && { seconds: curveOf(models, "seconds"), precision: curveOf(models, "precision") },
    [models],
  );
  const view = chosen ?? (curves && curves.seconds.x.length === 0 ? "precision" : "seconds");
  return (
    <section className="card curve-card" aria-labelledby="curve">
      <div className="card-head">
        <h2 id="curve">How the models learn</h2>
        <Segments legend="Measure" value={view} options={VIEWS} onPick={setChosen} />
      </div>
      {curves ? <Drawn curve={curves[view]} view={view} /> : <Skeleton height={HEIGHT + LEGEND} />}
      <StopHint hint={hint} />
    </section>
  );
}

function Drawn({ curve, view }: { curve: Curve; view: View }) {
  if (curve.x.length === 0) {
    return (
      <div className="curve-empty soft small">
        <p>
          Each training adds a point here. It is measured on finished hold-out images, which models
          never learn from.
        </p>
      </div>
    );
  }
  return view === "seconds" ? (
    <CurveChart
      key={view}
      title="Seconds of a person per image, by model version"
      xName="Model"
      {...curve}
      height={HEIGHT}
      format={workTime}
      formatTicks={(ticks) => ticks.map(workTime)}
    />
  ) : (
    <CurveChart
      key={view}
      title="Average precision by model version, on the hold-out images"
      xName="Model"
      {...curve}
      height={HEIGHT}
      format={precision}
      formatTicks={pointTicks}
    />
  );
}

/** Always there, so that nothing moves when its answer changes. */
function StopHint({ hint }: { hint: Props["hint"] }) {
  return (
    <p className={`stop-hint small ${hint?.is_reached ? "stop-hint-reached" : ""}`}>
      <Icon name={hint?.is_reached ? "check" : "info"} size={16} />
      <span>
        <strong>Do more images still help?</strong> {hint?.text}
      </span>
    </p>
  );
}
