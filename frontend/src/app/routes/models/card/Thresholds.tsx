/** From which probability on suggestions are shown, why, and what comes of it, by category. */

import type { CardFigures, Model } from "../../../api/types.ts";
import { count, precision } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { thresholdWords } from "../worth.ts";
import { interval } from "./measures.ts";
import { Scrolls } from "./Scrolls.tsx";
import { Section } from "./Section.tsx";

type Props = { model: Model; figures: CardFigures | null };

export function Thresholds({ model, figures }: Props) {
  const { categories } = useProject();
  const found = new Map((figures?.categories ?? []).map((row) => [row.category, row]));
  const rows = categories.filter(
    ({ id }) => model.thresholds[id] !== undefined || (found.get(id)?.boxes ?? 0) > 0,
  );
  if (rows.length === 0) return null;
  return (
    <Section title="Categories and thresholds" isWide>
      <Scrolls label="Categories" className="table-frame threshold-frame">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col" className="number">
                Boxes
              </th>
              <th scope="col" className="number">
                AP50
              </th>
              <th scope="col" className="number">
                Right
              </th>
              <th scope="col" className="number">
                Found
              </th>
              <th scope="col" className="number">
                Shown from
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, color }) => {
              const row = found.get(id);
              return (
                <tr key={id}>
                  <th scope="row">
                    <span className="row">
                      <span className="swatch" style={{ background: color }} />
                      <span className="truncate">{name}</span>
                    </span>
                  </th>
                  <td className="number">{row ? count(row.boxes) : "–"}</td>
                  <td className="number">
                    {precision(row?.ap50?.value)}
                    {row?.ap50 && <span className="soft"> {interval(row.ap50)}</span>}
                  </td>
                  <td className="number">{precision(row?.shown.precision)}</td>
                  <td className="number">{precision(row?.shown.recall)}</td>
                  <td className="number">{thresholdWords(model.thresholds[id])}</td>
                  <td className="soft">{whyWords(model, id)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolls>
    </Section>
  );
}

function whyWords({ thresholds, threshold_reasons }: Model, id: number): string {
  const threshold = thresholds[id];
  if (threshold_reasons[id] !== undefined) return threshold_reasons[id];
  if (threshold === undefined) return "None was fitted: one half is taken.";
  if (threshold > 1) return "Its suggestions would cost more time than they save.";
  return "From there on a suggestion saves more time than looking at it costs.";
}
