/** Which curves a training has: from its epochs to lines, alone or beside other trainings. */

import type { Training, TrainingEpoch } from "../../api/types.ts";
import {
  type Curve,
  type CurveChartProps,
  evenly,
  pointTicks,
  type TickWords,
  together,
} from "../../components/charts/curves.ts";
import { precision } from "../../format.ts";

type Run = Pick<Training, "id" | "model" | "epochs">;

type Series = {
  name: string;
  color: string;
  isDashed?: boolean;
  of: (epoch: TrainingEpoch) => number | null;
};

export type Measure = {
  title: string;
  note?: string;
  series: readonly Series[];
  /** Of one training only, since it has many lines of its own. */
  isAlone?: boolean;
  format: (value: number) => string;
  formatTicks?: TickWords;
};

const GIGA = 1e9;
const number = (value: number) => value.toFixed(value < 1 ? 3 : 2);
const rate = (value: number) => (value === 0 ? "0" : value.toExponential(1));
const seconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
const gigabytes = (value: number) => `${value.toFixed(1)} GB`;
const giga = (bytes: number | null) => (bytes === null ? null : bytes / GIGA);

export const MEASURES: readonly Measure[] = [
  {
    title: "Loss",
    series: [{ name: "Loss", color: "--accent", of: ({ loss }) => loss }],
    format: number,
  },
  {
    title: "The parts of the loss",
    isAlone: true,
    series: [
      { name: "Objectness", color: "--accent", of: (epoch) => epoch.loss_objectness },
      {
        name: "RPN box",
        color: "--data-sky",
        isDashed: true,
        of: (epoch) => epoch.loss_rpn_box_reg,
      },
      { name: "Class", color: "--data-orange", of: (epoch) => epoch.loss_classifier },
      { name: "Box", color: "--data-green", isDashed: true, of: (epoch) => epoch.loss_box_reg },
    ],
    format: number,
  },
  {
    title: "Precision on the hold-out",
    series: [
      { name: "AP50", color: "--accent", of: ({ metrics }) => metrics?.ap50 ?? null },
      {
        name: "AP50:95",
        color: "--data-orange",
        isDashed: true,
        of: ({ metrics }) => metrics?.ap ?? null,
      },
    ],
    format: precision,
    formatTicks: pointTicks,
  },
  {
    title: "Accuracy of the sampled regions",
    note: "How many of the regions that the class head learns from get their class. Most show background.",
    series: [
      { name: "All", color: "--accent", of: ({ accuracy }) => accuracy },
      {
        name: "With an object",
        color: "--data-orange",
        isDashed: true,
        of: ({ object_accuracy }) => object_accuracy,
      },
    ],
    format: precision,
    formatTicks: pointTicks,
  },
  {
    title: "Learning rate",
    series: [{ name: "Rate", color: "--accent", of: ({ learning_rate }) => learning_rate }],
    format: rate,
    formatTicks: (ticks) => ticks.map(rate),
  },
  {
    title: "Time of an epoch",
    series: [
      { name: "Learning", color: "--accent", of: (epoch) => epoch.seconds },
      {
        name: "Measuring",
        color: "--data-orange",
        isDashed: true,
        of: ({ measuring_seconds }) => measuring_seconds,
      },
    ],
    format: seconds,
    formatTicks: evenly({ unit: " s" }),
  },
  {
    title: "Peak memory",
    series: [
      { name: "Process", color: "--accent", of: (epoch) => giga(epoch.memory_bytes) },
      {
        name: "GPU",
        color: "--data-orange",
        isDashed: true,
        of: (epoch) => giga(epoch.gpu_memory_bytes),
      },
    ],
    format: gigabytes,
    formatTicks: evenly({ unit: " GB" }),
  },
];

/** Of the training that the page is about, then of those beside it. */
const RUN_COLORS = ["--accent", "--data-orange", "--data-green", "--data-purple"] as const;
export const MOST_OTHERS = RUN_COLORS.length - 1;

export const runName = ({ id, model }: Pick<Run, "id" | "model">) =>
  model ? `Model ${model.number}` : `Training ${id}`;

/** The lines of a measure; none for a series that no run has. Beside others a run is told by its colour. */
export function curvesOf(
  measure: Measure,
  runs: readonly Run[],
): Pick<CurveChartProps, "x" | "lines"> {
  const isCompared = runs.length > 1;
  const curves = runs.flatMap((run, place) =>
    measure.series.map((series): Curve & { isMeasured: boolean } => {
      const points = run.epochs.map((epoch) => [epoch.epoch, series.of(epoch)] as const);
      return {
        name: isCompared ? nameBeside(measure, series, run) : series.name,
        color: isCompared ? (RUN_COLORS[place] ?? "--text-soft") : series.color,
        ...(series.isDashed ? { dashed: true } : {}),
        points,
        isMeasured: points.some(([, value]) => value !== null),
      };
    }),
  );
  return together(
    curves.filter(({ isMeasured }) => isMeasured).map(({ isMeasured: _, ...curve }) => curve),
  );
}

const nameBeside = ({ series }: Measure, { name }: Series, run: Run) =>
  series.length > 1 ? `${runName(run)}, ${name}` : runName(run);
