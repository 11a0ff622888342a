/** How the models got better, one point each. */

import { useMemo } from "react";
import type { Statistics } from "../../api/types.ts";
import { LazyChart } from "../../charts/LazyChart.tsx";
import { Skeleton } from "../../components/feedback.tsx";
import { precision, precisionTick } from "../../format.ts";

const HEIGHT = 220;

export function CurveCard({ models }: { models: Statistics["models"] | undefined }) {
  return (
    <section className="card curve-card" aria-labelledby="curve">
      <div className="card-head">
        <h2 id="curve">Precision by model</h2>
        <span className="soft small">on the hold-out images, of 100</span>
      </div>
      {!models && <Skeleton height={HEIGHT + 32} />}
      {models?.length === 0 && (
        <div className="curve-empty soft small">
          <p>
            Each training adds a point here. It is measured on finished hold-out images, which
            models never learn from.
          </p>
        </div>
      )}
      {models && models.length > 0 && <Curve models={models} />}
    </section>
  );
}

function Curve({ models }: { models: Statistics["models"] }) {
  const x = useMemo(() => models.map(({ number }) => number), [models]);
  const lines = useMemo(
    () => [
      { name: "AP50", color: "--accent", values: models.map(({ ap50 }) => ap50) },
      { name: "AP", color: "--data-orange", values: models.map(({ ap }) => ap), dashed: true },
    ],
    [models],
  );
  return (
    <LazyChart
      title="Average precision by model version"
      xName="Model"
      x={x}
      lines={lines}
      height={HEIGHT}
      format={precision}
      formatTick={precisionTick}
    />
  );
}
