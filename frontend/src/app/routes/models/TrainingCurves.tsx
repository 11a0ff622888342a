/** Loss and hold-out precision by epoch, each with a scale of its own. */

import { useMemo } from "react";
import type { Epoch } from "../../api/types.ts";
import { CurveChart } from "../../components/charts/CurveChart.tsx";
import { pointTicks } from "../../components/charts/curves.ts";
import { precision } from "../../format.ts";

const loss = (value: number) => value.toFixed(value < 1 ? 3 : 2);

export function TrainingCurves({ history }: { history: Epoch[] }) {
  const x = useMemo(() => history.map(({ epoch }) => epoch), [history]);
  const losses = useMemo(
    () => [{ name: "Loss", color: "--accent", values: history.map((epoch) => epoch.loss) }],
    [history],
  );
  const precisions = useMemo(
    () => [
      {
        name: "AP50",
        color: "--accent",
        values: history.map(({ metrics }) => metrics?.ap50 ?? null),
      },
      {
        name: "AP",
        color: "--data-orange",
        dashed: true,
        values: history.map(({ metrics }) => metrics?.ap ?? null),
      },
    ],
    [history],
  );
  if (history.length === 0) return null;
  const isMeasured = history.some(({ metrics }) => metrics);
  return (
    <div className="training-curves">
      <div>
        <h3>Loss by epoch</h3>
        <CurveChart
          title="Loss by epoch"
          xName="Epoch"
          x={x}
          lines={losses}
          height={170}
          format={loss}
        />
      </div>
      {isMeasured && (
        <div>
          <h3>Hold-out precision by epoch</h3>
          <CurveChart
            title="Hold-out precision by epoch"
            xName="Epoch"
            x={x}
            lines={precisions}
            height={170}
            format={precision}
            formatTicks={pointTicks}
          />
        </div>
      )}
    </div>
  );
}
