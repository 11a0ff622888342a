/** Any command on any boxes, for the laws that hold for all of them. */

import fc from "fast-check";
import {
  acceptBoxes,
  type Change,
  deleteBoxes,
  drawBox,
  markBoxes,
  nudgeBoxes,
  rejectBoxes,
  relabelBoxes,
  reshapeBoxes,
} from "../commands.ts";
import { BoxDocument } from "../document.ts";
import { box, IMAGE, suggestion } from "./make.ts";

const MOVED = { x1: 50, y1: 50, x2: 150, y2: 120 };
const KEYS = ["a", "b", "s", "t"];
export const fresh = () => new BoxDocument([box("a"), box("b"), suggestion("s"), suggestion("t")]);

/** Any command on any boxes, as a function of the document it meets. */
export const anyCommand = fc
  .record({
    name: fc.constantFrom("draw", "delete", "move", "nudge", "relabel", "mark", "accept", "reject"),
    keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 }),
    amount: fc.integer({ min: -40, max: 40 }),
  })
  .map(({ name, keys, amount }) => (document: BoxDocument): Change | null => {
    switch (name) {
      case "draw":
        // A key is drawn once: it is a fresh UUID each time.
        return document.has(`new${amount}`) ? null : drawBox(box(`new${amount}`));
      case "delete":
        return deleteBoxes(document, keys);
      case "move":
        return reshapeBoxes("move", document, new Map(keys.map((key) => [key, MOVED])));
      case "nudge":
        return nudgeBoxes(document, keys, amount, -amount, IMAGE);
      case "relabel":
        return relabelBoxes(document, keys, 2 + (amount % 2));
      case "mark":
        return markBoxes(document, keys, "crowd");
      case "accept":
        return acceptBoxes(document, keys);
      default:
        return rejectBoxes(document, keys);
    }
  });
