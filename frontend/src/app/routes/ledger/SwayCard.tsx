/** Whether suggestions sway people: hold-out images that were drawn by lot to have none, beside the others. */

import type { Statistics } from "../../api/types.ts";
import { ChartTable } from "../../components/charts/ChartTable.tsx";
import { count, counted, oneDecimal, percent } from "../../format.ts";

type Condition = Statistics["sway"]["shown"];
type Props = { blind: number; statistics: Statistics };

export function SwayCard({ blind, statistics: { sway, progress } }: Props) {
  return (
    <section className="card" aria-labelledby="sway">
      <div className="card-head">
        <h2 id="sway">Do suggestions sway people?</h2>
      </div>
      <p>{sway.text}</p>
      <ChartTable
        isVisible
        title="Hold-out images with suggestions and without"
        head={["Hold-out images", "Finished", "Boxes", "Seconds", "Agreement"]}
        rows={[
          { key: "shown", name: "With suggestions", cells: cellsOf(sway.shown) },
          { key: "held", name: "Without, by lot", cells: cellsOf(sway.held_back) },
        ]}
      />
      <p className="soft small">
        Half of the hold-out is drawn by lot and shown without suggestions
        {progress.holdout_done > 0 &&
          `: ${count(blind)} of ${counted(progress.holdout_done, "finished image")} so far`}
        . {counted(progress.holdout - progress.holdout_done, "image")} of the hold-out still to do.
      </p>
    </section>
  );
}

const known = (value: number | null, say: (value: number) => string) =>
  value === null ? "–" : say(value);

const cellsOf = ({ images, boxes, seconds, agreement }: Condition) => [
  count(images),
  known(boxes, oneDecimal),
  known(seconds, oneDecimal),
  known(agreement, percent),
];
