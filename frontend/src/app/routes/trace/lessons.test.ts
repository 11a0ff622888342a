import { expect, test } from "vitest";
import { STAGES } from "../../api/trace-types.ts";
import { lessonOf } from "./lessons.ts";
import { TRACE } from "./testing/trace.ts";

test("each stage has a sentence with the numbers of the image, and an idea", () => {
  const sentences = STAGES.map((stage) => lessonOf(TRACE, stage).sentence);
  expect(sentences).toMatchInlineSnapshot(`
    [
      "The image of 320 × 240 pixels is resized to 320 × 240, its colours are brought to a standard range, and it is padded to a whole number of cells.",
      "A convolutional network turns the pixels into 2 levels of 256 maps each: every cell holds 256 numbers that describe what is around it.",
      "1,200 anchor boxes are asked “is there any object?”; the best 900 are compared, and 3 proposals that differ enough go on.",
      "Under each of 3 proposals the features are read into a grid of 7 × 7 cells, however large the proposal is.",
      "From its patch each proposal gets a probability for 2 classes and for “background”, and a correction of its box.",
      "Of 4 answers above the score of 0.05, those that overlap a better one of their class are removed: 2 boxes are left, 1 shown.",
    ]
  `);
  expect(STAGES.every((stage) => lessonOf(TRACE, stage).more.length > 1)).toBe(true);
});
