/** What each stage does: one plain sentence with the numbers of this image, and the idea behind it. */

import type { StageName, Trace } from "../../api/trace-types.ts";
import { count, counted } from "../../format.ts";

type Lesson = { readonly sentence: string; readonly more: readonly string[] };

export const lessonOf = (trace: Trace, stage: StageName): Lesson => ({
  sentence: SENTENCE[stage](trace),
  more: MORE[stage],
});

const pixels = (width: number, height: number) => `${count(width)} × ${count(height)}`;

const SENTENCE: Record<StageName, (trace: Trace) => string> = {
  input: ({ image, stages: { input } }) => {
    const [height, width] = input.size;
    const { right, bottom } = input.padding;
    const padding =
      right + bottom > 0 ? "padded to a whole number of cells" : "left without padding";
    return `The image of ${pixels(image.width, image.height)} pixels is resized to ${pixels(width, height)}, its colours are brought to a standard range, and it is ${padding}.`;
  },
  features: ({ stages: { features } }) => {
    const channels = features.levels[0]?.shape[1] ?? 0;
    return `A convolutional network turns the pixels into ${counted(features.levels.length, "level")} of ${count(channels)} maps each: every cell holds ${count(channels)} numbers that describe what is around it.`;
  },
  proposals: ({ stages: { proposals } }) => {
    const anchors = proposals.anchors.reduce((sum, level) => sum + level.count, 0);
    return `${counted(anchors, "anchor box", "anchor boxes")} are asked “is there any object?”; the best ${count(proposals.before)} are compared, and ${counted(proposals.boxes.length, "proposal")} that differ enough go on.`;
  },
  pooling: ({ stages: { pooling } }) =>
    `Under each of ${counted(pooling.shape[0] ?? 0, "proposal")} the features are read into a grid of 7 × 7 cells, however large the proposal is.`,
  heads: ({ categories }) =>
    `From its patch each proposal gets a probability for ${counted(categories.length, "class", "classes")} and for “background”, and a correction of its box.`,
  post: ({ stages: { post }, settings }) =>
    post.candidates === 0
      ? `No answer is above the score of ${settings.score}: no box is left.`
      : `Of ${counted(post.candidates, "answer")} above the score of ${settings.score}, those that overlap a better one of their class are removed: ${counted(post.final.length, "box", "boxes")} ${post.final.length === 1 ? "is" : "are"} left, ${count(post.final.filter(({ shown }) => shown).length)} shown.`,
};

const MORE: Record<StageName, readonly string[]> = {
  input: [
    "A network learns at one scale of things, so every image comes to it in about the same size. What is smaller than a few pixels after the resizing is gone for all later stages: small objects are often lost here.",
    "Normalising subtracts the mean of each colour and divides by its spread, so that no colour outweighs another. The image at the right is what the network sees, turned back into colours.",
    "1 × 3 × H × W reads: one image, three colours, rows, columns. The hatched rim is padding, which lets every level have a whole number of cells.",
  ],
  features: [
    "Each layer of the backbone looks for patterns in the layer before: first edges, then textures, then parts. Its maps get smaller and their meaning richer. The stride tells how many pixels of the input lie between two cells.",
    "The feature pyramid (FPN) passes the meaning of the coarse levels back to the fine ones, so that small objects are found on fine levels and large ones on coarse levels.",
    "The heat map is the root mean square over all channels: bright cells respond strongly. That is not yet “an object is here”. Single channels show what one filter responds to.",
  ],
  proposals: [
    "At each cell stand a few boxes of set sizes and shapes, the anchors. A small network gives each an objectness, the probability that it holds any object at all, and moves it to fit better.",
    "Neighbouring anchors find the same object many times. Non-maximum suppression (NMS) keeps the best and removes those that overlap it by more than the limit (IoU, the shared area over the area of both).",
    "What no proposal covers cannot be found later. An object without a proposal is often of a size or shape that no anchor has, or unlike anything that was labelled.",
  ],
  pooling: [
    "The heads that follow need an input of one size. RoI Align lays a grid of 7 × 7 over the proposal and reads the features at exact places between the cells by interpolation, so that nothing is rounded.",
    "Which level is read follows from the size: a proposal with a side of 224 network pixels is read from level 4, half the side from one level finer, twice the side from one level coarser.",
    "Each patch is shown by its root mean square over the channels, scaled by itself.",
  ],
  heads: [
    "Two small networks read the same patch. One gives a score to each class and to background; softmax turns the scores into probabilities that add up to one. Background wins for most proposals.",
    "The other tells for each class how to shift and stretch the box: proposals are rough, and this makes the box tight.",
    "An object is lost here when background, or another class, gets the higher probability. More labels of such objects help most.",
  ],
  post: [
    "First the answers below the score threshold go. Of the others NMS, class by class, keeps the best and removes what overlaps it: two objects of one class that really overlap can cost one of them.",
    "The corners of the boxes that were removed still count: the final box is their mean, weighted by score (box voting), where that is switched on.",
    "The score is then calibrated on the hold-out images into the probability that the box is right. Boxes below the threshold of their class are kept, but not shown in the editor; [ and ] there show more or fewer.",
  ],
};
