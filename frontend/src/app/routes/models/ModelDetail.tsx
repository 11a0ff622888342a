import { useState } from "react";
import type { Model } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Note } from "../../components/feedback.tsx";
import { count, dateTime, gain, precision } from "../../format.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { CategoryPrecision } from "./CategoryPrecision.tsx";
import { epochsOf } from "./epochs.ts";
import { kindName, modelName, ORIGIN_NAME } from "./naming.ts";
import { PromoteDialog } from "./SwitchDialogs.tsx";
import { TrainingCurves } from "./TrainingCurves.tsx";

/** One model: how good, made from what, and how the training went. */
export function ModelDetail({ model, models }: { model: Model; models: Model[] }) {
  const project = useProject();
  const [isPromoting, setIsPromoting] = useState(false);
  const parent = models.find(({ id }) => id === model.parent);
  return (
    <section className="card model-detail" aria-labelledby="model-detail">
      <div className="spread">
        <div>
          <h2 id="model-detail" className="model-title">
            {modelName(model)}
          </h2>
          <p className="soft small">
            {ORIGIN_NAME[model.origin]} · {dateTime(model.created_at)}
          </p>
        </div>
        {model.is_active && <span className="badge badge-good model-active">Active</span>}
        {!model.is_active && hasRole(project, "manager") && (
          <Button variant="primary" icon="check" onClick={() => setIsPromoting(true)}>
            Promote
          </Button>
        )}
      </div>
      {model.promotion_note && (
        <Note>
          <p>{model.promotion_note}</p>
        </Note>
      )}
      <Figures model={model} parent={parent} />
      <CategoryPrecision model={model} parent={parent} />
      <TrainingCurves history={epochsOf(model)} />
      <Facts model={model} parent={parent} />
      {isPromoting && <PromoteDialog model={model} onClose={() => setIsPromoting(false)} />}
    </section>
  );
}

type Pair = { model: Model; parent: Model | undefined };

function Figures({ model: { metrics }, parent }: Pair) {
  if (!metrics) {
    return (
      <p className="soft small">Not measured: no hold-out image was finished when it was made.</p>
    );
  }
  const before = parent?.metrics;
  return (
    <dl className="model-figures">
      {(["ap50", "ap", "ap75"] as const).map((key) => (
        <div key={key}>
          <dt>{key.toUpperCase()}</dt>
          <dd>
            {precision(metrics[key])}
            <span className="soft small"> {gain(metrics[key], before?.[key])}</span>
          </dd>
        </div>
      ))}
      <div>
        <dt>Measured on</dt>
        <dd>
          {count(metrics.images)} <span className="soft small">images</span>
        </dd>
      </div>
    </dl>
  );
}

function Facts({ model, parent }: Pair) {
  const counts = model.dataset_version?.counts;
  return (
    <dl className="facts model-facts">
      <dt>Network</dt>
      <dd>{kindName(model.kind)}</dd>
      {parent && (
        <>
          <dt>Started from</dt>
          <dd>{modelName(parent)}</dd>
        </>
      )}
      {model.dataset_version && (
        <>
          <dt>Learned from</dt>
          <dd>
            Dataset version {model.dataset_version.number}
            {counts?.boxes !== undefined && ` (${count(counts.boxes)} boxes)`}
          </dd>
        </>
      )}
    </dl>
  );
}
