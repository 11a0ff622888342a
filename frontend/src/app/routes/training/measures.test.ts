import { expect, test } from "vitest";
import type { TrainingEpoch } from "../../api/types.ts";
import { curvesOf, MEASURES, type Measure } from "./measures.ts";

const epoch = (number: number, given: Partial<TrainingEpoch> = {}): TrainingEpoch => ({
  epoch: number,
  loss: 1 / number,
  loss_objectness: null,
  loss_rpn_box_reg: null,
  loss_classifier: 0.2,
  loss_box_reg: 0.1,
  learning_rate: 0.001,
  accuracy: null,
  object_accuracy: null,
  seconds: 3,
  measuring_seconds: 1,
  memory_bytes: 2e9,
  gpu_memory_bytes: null,
  metrics: null,
  observation: { kind: "loss", text: "The loss fell by 5 %." },
  ...given,
});

const measure = (title: string) => MEASURES.find((one) => one.title === title) as Measure;
const own = { id: 7, model: null, epochs: [epoch(1), epoch(2)] };
const other = { id: 5, model: { id: 1, number: 3, is_active: true }, epochs: [epoch(1)] };

test("what was not measured has no line", () => {
  const { lines } = curvesOf(measure("The parts of the loss"), [own]);
  expect(lines.map(({ name }) => name)).toEqual(["Class", "Box"]);
  expect(curvesOf(measure("Precision on the hold-out"), [own]).lines).toEqual([]);
  expect(curvesOf(measure("Peak memory"), [own]).lines.map(({ values }) => values)).toEqual([
    [2, 2],
  ]);
});

test("beside another training each has a colour and its name", () => {
  const { x, lines } = curvesOf(measure("Loss"), [own, other]);
  expect(x).toEqual([1, 2]);
  expect(lines).toEqual([
    { name: "Training 7", color: "--accent", values: [1, 0.5] },
    { name: "Model 3", color: "--data-orange", values: [1, null] },
  ]);
});

test("several lines of a training keep their names and dashes", () => {
  const { lines } = curvesOf(measure("Time of an epoch"), [own, other]);
  expect(lines.map(({ name, dashed }) => [name, dashed ?? false])).toEqual([
    ["Training 7, Learning", false],
    ["Training 7, Measuring", true],
    ["Model 3, Learning", false],
    ["Model 3, Measuring", true],
  ]);
});
