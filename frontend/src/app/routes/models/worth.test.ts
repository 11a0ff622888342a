import { expect, test } from "vitest";
import type { Model } from "../../api/types.ts";
import {
  againstHand,
  listed,
  newestTrained,
  ownNote,
  savingWords,
  thresholdWords,
  verdictTitle,
} from "./worth.ts";

const found = {
  seconds_per_image: 30.6,
  manual_seconds_per_image: 102,
  images: 20,
  calibration_error: 0.04,
};
const model = (id: number, given: Partial<Model> = {}) =>
  ({ id, mode: "quick", origin: "trained", is_active: false, verdict: null, ...given }) as Model;

test("what a model is worth is told against drawing by hand", () => {
  expect(againstHand(found)).toBe("an image instead of 102 s by hand, on 20 hold-out images");
  expect(againstHand({ ...found, manual_seconds_per_image: 48, images: 1 })).toBe(
    "an image instead of 48 s by hand, on 1 hold-out image",
  );
});

test("a saving has a minus, a cost a plus", () => {
  expect(savingWords(found)).toBe("−70 %");
  expect(savingWords({ ...found, seconds_per_image: 114.24 })).toBe("+12 %");
  expect(savingWords({ ...found, seconds_per_image: 102 })).toBe("±0 %");
  expect(savingWords({ ...found, manual_seconds_per_image: 0 })).toBe("±0 %");
  expect(savingWords(null)).toBe("");
});

test("a threshold above one means never", () => {
  expect(thresholdWords(0.4)).toBe("0.40");
  expect(thresholdWords(1)).toBe("1.00");
  expect(thresholdWords(1.01)).toBe("never");
  expect(thresholdWords(undefined)).toBe("–");
});

test("the verdict is told by what came of it", () => {
  const judged = (promote: boolean, is_active: boolean) =>
    verdictTitle({
      name: "",
      number: 4,
      is_active,
      verdict: { promote, probability: 0.9, reasons: [] },
    });
  expect(judged(true, true)).toBe("Why Model 4 took over");
  expect(judged(true, false)).toBe("Why Model 4 once took over");
  expect(judged(false, false)).toBe("Why Model 4 did not take over");
  expect(judged(false, true)).toBe("What spoke against Model 4");
  expect(verdictTitle({ name: "", number: 4, is_active: true, verdict: null })).toBe("");
});

test("of a note only that is told which the comparison does not say", () => {
  const verdict = { promote: true, probability: 0.9, reasons: ["12 % fewer seconds.", "More."] };
  expect(ownNote({ promotion_note: "12 % fewer seconds. More.", verdict })).toBe("");
  expect(ownNote({ promotion_note: "Promoted by ann.", verdict })).toBe("Promoted by ann.");
  const advice = "It can be promoted by hand.";
  expect(ownNote({ promotion_note: `12 % fewer seconds. More. ${advice}`, verdict })).toBe(advice);
  expect(ownNote({ promotion_note: "", verdict: null })).toBe("");
});

test("adaptations are listed only when wanted, in use, or looked at", () => {
  const models = [
    model(5, { mode: "instant" }),
    model(4, { mode: "instant", is_active: true }),
    model(3, { mode: "instant" }),
    model(2),
  ];
  expect(listed(models, false, 3).map(({ id }) => id)).toEqual([4, 3, 2]);
  expect(listed(models, true, 3)).toHaveLength(4);
  expect(newestTrained(models)?.id).toBe(2);
});
