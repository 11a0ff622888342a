/** The figures of two models next to each other, with how sure each difference is. */

import type { Difference, Model, ModelComparison } from "../../../api/types.ts";
import { count, counted } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { modelName } from "../naming.ts";
import { DatasetVersion } from "./DatasetVersion.tsx";
import {
  FEW_IMAGES,
  interval,
  MEASURES,
  signed,
  signedInterval,
  TREND_WORDS,
  trendOf,
  written,
} from "./measures.ts";
import { Scrolls } from "./Scrolls.tsx";
import { Section } from "./Section.tsx";

type Props = { found: ModelComparison; before: Model; after: Model };

export function Differences({ found, before, after }: Props) {
  const { categories } = useProject();
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return (
    <Section title="Figures" isWide note={<Data found={found} />}>
      <Scrolls label="Figures" className="table-frame threshold-frame">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className="number">
                {modelName(before)}
              </th>
              <th scope="col" className="number">
                {modelName(after)}
              </th>
              <th scope="col" className="number">
                Difference
              </th>
              <th scope="col" className="number">
                95 % interval
              </th>
              <th scope="col">In words</th>
            </tr>
          </thead>
          <tbody>
            {MEASURES.map(({ name, title, unit, isCost }) => (
              <Row
                key={name}
                title={title}
                unit={unit}
                isCost={isCost}
                row={found.measures[name]}
              />
            ))}
            {found.categories.map((row) => (
              <Row
                key={row.category}
                title={`AP50 of ${names.get(row.category) ?? "?"} (${counted(row.boxes, "box", "boxes")})`}
                unit="points"
                row={row}
              />
            ))}
          </tbody>
        </table>
      </Scrolls>
    </Section>
  );
}

type RowProps = {
  title: string;
  unit: (typeof MEASURES)[number]["unit"];
  isCost?: boolean | undefined;
  row: Difference;
};

function Row({ title, unit, isCost = false, row }: RowProps) {
  const { before, after, difference } = row;
  const trend = trendOf(row, isCost);
  return (
    <tr>
      <th scope="row">{title}</th>
      {[before, after].map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The two sides never change places.
        <td key={at} className="number">
          {one ? written(one.value, unit) : "–"}
          {one && <span className="soft"> {interval(one, unit)}</span>}
        </td>
      ))}
      <td className="number">
        <strong>{difference ? signed(difference.value, unit) : "–"}</strong>
      </td>
      <td className="number">{difference ? signedInterval(difference, unit) : "–"}</td>
      <td>
        {difference ? <span className={`trend trend-${trend}`}>{TREND_WORDS[trend]}</span> : ""}
      </td>
    </tr>
  );
}

/** Labels are those of the newer of the two. */
function Data({ found }: { found: ModelComparison }) {
  const { images, boxes, draws, before, after } = found;
  const [old, late] = [before.dataset_version, after.dataset_version];
  const labels = old.number > late.number ? old : late;
  return (
    <>
      {counted(images, "hold-out image")} that both saw, {counted(boxes, "box", "boxes")}, the
      labels of <DatasetVersion version={labels}>dataset version {labels.number}</DatasetVersion>.{" "}
      {images < FEW_IMAGES
        ? "So few images show no difference for certain."
        : `Intervals are of the differences: the same images drawn anew for both, ${count(draws)} times.`}
    </>
  );
}
