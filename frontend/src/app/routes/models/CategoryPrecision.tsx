import type { Model } from "../../api/types.ts";
import { gain, precision } from "../../format.ts";
import { useProject } from "../project/project-context.ts";
import { thresholdWords } from "./worth.ts";

/** How well each category is found, against the model before, and from when on it is suggested. */
export function CategoryPrecision({ model, parent }: { model: Model; parent: Model | undefined }) {
  const { categories } = useProject();
  const measured = model.metrics?.per_category;
  if (!measured) return null;
  return (
    <>
      <div className="table-frame">
        <table className="table bar-table">
          <thead>
            <tr>
              <th>Category</th>
              <th>
                <span className="visually-hidden">Bar</span>
              </th>
              <th className="number">AP50</th>
              <th className="number">AP</th>
              <th className="number">Change</th>
              <th className="number" title="From which probability its suggestions are shown">
                Shown from
              </th>
            </tr>
          </thead>
          <tbody>
            {categories
              .filter(({ id }) => measured[id] !== undefined)
              .map(({ id, name, color }) => (
                <tr key={id}>
                  <td>
                    <span className="row">
                      <span className="swatch" style={{ background: color }} />
                      <span className="truncate">{name}</span>
                    </span>
                  </td>
                  <td className="bar-cell">
                    <span
                      className="bar-fill"
                      style={{
                        transform: `scaleX(${measured[id]?.ap50 ?? 0})`,
                        background: color,
                      }}
                    />
                  </td>
                  <td className="number">
                    <strong>{precision(measured[id]?.ap50)}</strong>
                  </td>
                  <td className="number">{precision(measured[id]?.ap)}</td>
                  <td className="number soft">
                    {gain(measured[id]?.ap50, parent?.metrics?.per_category[id]?.ap50)}
                  </td>
                  <td className="number">{thresholdWords(model.thresholds[id])}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <NeverSuggested reasons={model.threshold_reasons} />
    </>
  );
}

function NeverSuggested({ reasons }: { reasons: Model["threshold_reasons"] }) {
  const { categories } = useProject();
  return categories
    .filter(({ id }) => reasons[id] !== undefined)
    .map(({ id, name }) => (
      <p key={id} className="soft small">
        <strong>{name}</strong> is never suggested. {reasons[id]}
      </p>
    ));
}
