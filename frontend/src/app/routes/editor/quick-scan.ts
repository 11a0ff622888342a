/** Whether an image only wants a look for what was missed: all that the model is sure of is decided already. */

import { confidenceOf } from "../../../core/document.ts";
import { predictionKey } from "../../../core/keys.ts";
import type { Sheet } from "../../../core/sheet.ts";

/** As in the crop gallery, where such suggestions are accepted many at a time. */
const SURE = 0.95;

export function isQuickToScan({ prediction, document }: Pick<Sheet, "prediction" | "document">) {
  if (prediction === null) return false;
  const sure = prediction.boxes.flatMap((box, position) =>
    (confidenceOf(box) ?? 0) >= SURE ? [document.get(predictionKey(prediction.id, position))] : [],
  );
  const isDecided = sure.every((box) => box === null || box.status !== "predicted");
  return isDecided && sure.some((box) => box?.status === "confirmed");
}
