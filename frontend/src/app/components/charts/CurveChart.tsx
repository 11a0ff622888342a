/** The chart with its library, loaded only where a curve is drawn; the space is kept meanwhile. */

import { lazy, Suspense } from "react";
import { Skeleton } from "../feedback.tsx";
import type { CurveChartProps } from "./curves.ts";

const Curves = lazy(() => import("./Curves.tsx"));

/** The legend below the drawing. */
const LEGEND = 32;

export function CurveChart(props: CurveChartProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height + LEGEND} />}>
      <Curves {...props} />
    </Suspense>
  );
}
