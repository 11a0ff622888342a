import type { Model } from "../../api/types.ts";
import { ago, count, dateTime, precision } from "../../format.ts";
import { modelName, ORIGIN_NAME } from "./naming.ts";

type Props = { models: Model[]; shown: number; onShow: (id: number) => void };

/** The newest first. A click anywhere in a row shows that model. */
export function ModelTable({ models, shown, onShow }: Props) {
  return (
    <div className="card table-frame model-table">
      <table className="table">
        <thead>
          <tr>
            <th>Model</th>
            <th className="number">AP50</th>
            <th className="number">AP</th>
            <th className="number">Images</th>
            <th>Made</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id} className={model.id === shown ? "model-shown" : ""}>
              <td>
                <button
                  type="button"
                  className="model-pick"
                  aria-pressed={model.id === shown}
                  onClick={() => onShow(model.id)}
                >
                  <span className="row">
                    <span className="truncate">{modelName(model)}</span>
                    {model.is_active && <span className="badge badge-good">Active</span>}
                  </span>
                  <span className="soft">{ORIGIN_NAME[model.origin]}</span>
                </button>
              </td>
              <td className="number">
                <strong>{precision(model.metrics?.ap50)}</strong>
              </td>
              <td className="number">{precision(model.metrics?.ap)}</td>
              <td className="number">{trainedOn(model)}</td>
              <td className="soft" title={dateTime(model.created_at)}>
                {ago(model.created_at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function trainedOn({ dataset_version: version }: Model): string {
  const images = version?.counts.train ?? version?.counts.images;
  return images === undefined ? "–" : count(images);
}
