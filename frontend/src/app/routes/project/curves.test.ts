import { expect, test } from "vitest";
import type { Model } from "../../api/types.ts";
import { curveOf } from "./curves.ts";

const assessment = (seconds: number) => ({
  seconds_per_image: seconds,
  manual_seconds_per_image: 102,
  images: 20,
  calibration_error: null,
});
const model = (number: number, given: Partial<Model>) =>
  ({ number, mode: "quick", metrics: null, assessment: null, ...given }) as Model;

test("the seconds of each model stand beside those by hand, oldest first", () => {
  const models = [
    model(3, { assessment: assessment(31) }),
    model(2, {}),
    model(1, { assessment: assessment(64) }),
  ];
  const { x, lines } = curveOf(models, "seconds");
  expect(x).toEqual([1, 3]);
  expect(lines.map(({ name, values }) => [name, values])).toEqual([
    ["With suggestions", [64, 31]],
    ["By hand", [102, 102]],
  ]);
});

test("adaptations between two trainings are no points", () => {
  const models = [
    model(2, { mode: "instant", assessment: assessment(30) }),
    model(1, { assessment: assessment(40) }),
  ];
  expect(curveOf(models, "seconds").x).toEqual([1]);
  expect(curveOf(models, "precision").x).toEqual([]);
});
