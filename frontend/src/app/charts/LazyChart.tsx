/** The chart with its library, loaded only where a curve is drawn; the space is kept meanwhile. */

import { lazy, Suspense } from "react";
import { Skeleton } from "../components/feedback.tsx";
import type { ChartProps } from "./Chart.tsx";

const Chart = lazy(() => import("./Chart.tsx"));

/** The legend below the drawing. */
const LEGEND = 32;

export function LazyChart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height + LEGEND} />}>
      <Chart {...props} />
    </Suspense>
  );
}
