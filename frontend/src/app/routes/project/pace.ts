/** What the measured seconds of a project say, in words. */

import type { Statistics } from "../../api/types.ts";
import { counted, oneDecimal } from "../../format.ts";

type Costs = Statistics["costs"];

/** What steps take here, and whether anything goes by it; empty before anything was measured. */
export function costWords(costs: Costs): string {
  if (costs.images === 0) return "";
  if (!costs.is_enough) {
    const measured = `${counted(costs.images, "image")} of ${costs.needed} measured`;
    return `Expected times are the usual ones until your own are known: ${measured}.`;
  }
  const seconds = `${oneDecimal(costs.draw)} s to draw here, and ${oneDecimal(costs.fix)} s to correct`;
  return `A box takes about ${seconds}. Which suggestions are worth showing, and which model is better, goes by that.`;
}
