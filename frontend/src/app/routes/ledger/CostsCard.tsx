/** What each step takes here, and how much is left to do. */

import type { Statistics } from "../../api/types.ts";
import { ChartTable } from "../../components/charts/ChartTable.tsx";
import { count, counted, duration, oneDecimal } from "../../format.ts";
import { useProject } from "../project/project-context.ts";

type TimeLeft = Statistics["time_left"];
type Props = { costs: Statistics["costs"]; timeLeft: TimeLeft };

/** The usual seconds are those of the keystroke-level model, which costs are drawn to. */
const STEPS = [
  ["image", "Open, search and confirm an image", 7.8],
  ["look", "Look at a suggestion", 1],
  ["draw", "Draw a box", 7],
  ["fix", "Move a box", 3.75],
  ["delete", "Delete a box", 2.73],
  ["change_class", "Change its category", 2.93],
] as const;

export function CostsCard({ costs, timeLeft }: Props) {
  const { counts } = useProject();
  return (
    <section className="card" aria-labelledby="costs">
      <div className="card-head">
        <h2 id="costs">What steps take</h2>
      </div>
      <ChartTable
        isVisible
        title="Seconds of each step"
        head={["Step", "Here", "Usual"]}
        rows={STEPS.map(([key, name, usual]) => ({
          key,
          name,
          cells: [
            costs.images === 0 ? "–" : `${oneDecimal(costs[key])} s`,
            `${oneDecimal(usual)} s`,
          ],
        }))}
      />
      <p className="soft small">{fitted(costs)}</p>
      <p>{counts.images === 0 ? "No image is here yet." : left(timeLeft)}</p>
    </section>
  );
}

function fitted({ images, needed, is_enough }: Props["costs"]): string {
  if (images === 0) return "No image was measured yet: the usual seconds hold until then.";
  const basis = `Fitted to ${counted(images, "measured image")}`;
  if (is_enough) return `${basis}; thresholds and expected times go by them.`;
  return `${basis}; from ${count(needed)} on, thresholds and expected times go by them, and by the usual ones until then.`;
}

function left({ images, predicted_images, seconds }: TimeLeft): string {
  if (images === 0) return "Nothing is left to do: every image is finished or skipped.";
  const open = counted(images, "open image");
  if (seconds === null) return `${open}; how long they take is known once a model has seen them.`;
  const rest = images - predicted_images;
  const guess = rest > 0 ? ` (for ${count(rest)} of them by the mean of the others)` : "";
  return `About ${duration(seconds)} of work left on ${open}${guess}.`;
}
