import type { Model } from "../../api/types.ts";
import { CheckField } from "../../components/Field.tsx";
import { ago, count, dateTime, precision, workTime } from "../../format.ts";
import { ModeBadge } from "./ModeBadge.tsx";
import { modelName, ORIGIN_NAME } from "./naming.ts";
import { isInstant, listed, savingWords } from "./worth.ts";

type Props = {
  models: Model[];
  shown: number;
  showsInstant: boolean;
  onShow: (id: number) => void;
  onShowInstant: (shows: boolean) => void;
};

/** The newest first. A click anywhere in a row shows that model. */
export function ModelTable({ models, shown, showsInstant, onShow, onShowInstant }: Props) {
  const instant = models.filter(isInstant).length;
  return (
    <div className="card table-frame model-table">
      {instant > 0 && (
        <div className="model-filter">
          <CheckField
            label={`Show ${instant} instant ${instant === 1 ? "adaptation" : "adaptations"}`}
            checked={showsInstant}
            onChange={onShowInstant}
          />
        </div>
      )}
      <table className="table">
        <thead>
          <tr>
            <th>Model</th>
            <th className="number" title="Of a person, with its suggestions">
              Per image
            </th>
            <th className="number" title="Of a person's time, against drawing by hand">
              Time
            </th>
            <th className="number">AP50</th>
            <th className="number">AP</th>
            <th className="number">Images</th>
          </tr>
        </thead>
        <tbody>
          {listed(models, showsInstant, shown).map((model) => (
            <Row key={model.id} model={model} isShown={model.id === shown} onShow={onShow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = { model: Model; isShown: boolean; onShow: Props["onShow"] };

function Row({ model, isShown, onShow }: RowProps) {
  const { assessment, metrics } = model;
  return (
    <tr className={isShown ? "model-shown" : ""}>
      <td>
        <button
          type="button"
          className="model-pick"
          aria-pressed={isShown}
          onClick={() => onShow(model.id)}
        >
          <span className="row">
            <span className="truncate">{modelName(model)}</span>
            {model.is_active && <span className="badge badge-good">Active</span>}
            <ModeBadge mode={model.mode} />
          </span>
          <span className="soft truncate" title={dateTime(model.created_at)}>
            {model.origin !== "trained" && `${ORIGIN_NAME[model.origin]} · `}
            {ago(model.created_at)}
          </span>
        </button>
      </td>
      <td className="number">
        <strong>{assessment ? workTime(assessment.seconds_per_image) : "–"}</strong>
      </td>
      <td className="number">{savingWords(assessment) || "–"}</td>
      <td className="number">
        <strong>{precision(metrics?.ap50)}</strong>
      </td>
      <td className="number">{precision(metrics?.ap)}</td>
      <td className="number">{trainedOn(model)}</td>
    </tr>
  );
}

function trainedOn({ dataset_version: version }: Model): string {
  const images = version?.counts.train ?? version?.counts.images;
  return images === undefined ? "–" : count(images);
}
