import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Model } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { count, dateTime, gain, oneDecimal, precision, workTime } from "../../format.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { BackendFact } from "./BackendFact.tsx";
import { CategoryPrecision } from "./CategoryPrecision.tsx";
import { DatasetVersion } from "./card/DatasetVersion.tsx";
import { Decision } from "./Decision.tsx";
import { epochsOf } from "./epochs.ts";
import { InsideLink } from "./InsideLink.tsx";
import { ModeBadge } from "./ModeBadge.tsx";
import { isOutside, kindName, modelName, ORIGIN_NAME } from "./naming.ts";
import { PromoteDialog } from "./SwitchDialogs.tsx";
import { TrainingCurves } from "./TrainingCurves.tsx";
import { againstHand, savingWords, startWords } from "./worth.ts";

/** One model: how good, made from what, and how the training went. */
export function ModelDetail({ model, models }: { model: Model; models: Model[] }) {
  const project = useProject();
  const [isPromoting, setIsPromoting] = useState(false);
  const parent = models.find(({ id }) => id === model.parent);
  return (
    <section className="card model-detail" aria-labelledby="model-detail">
      <div className="spread">
        <div>
          <h2 id="model-detail" className="model-title row">
            {modelName(model)}
            <ModeBadge mode={model.mode} />
          </h2>
          <p className="soft small">
            {ORIGIN_NAME[model.origin]} · {dateTime(model.created_at)}
          </p>
        </div>
        {model.is_active && <span className="badge badge-good model-active">Active</span>}
        {!model.is_active && !isOutside(model) && hasRole(project, "manager") && (
          <Button variant="primary" icon="check" onClick={() => setIsPromoting(true)}>
            Promote
          </Button>
        )}
      </div>
      <Decision model={model} />
      <Worth model={model} />
      {isOutside(model) ? <Outside /> : <Figures model={model} parent={parent} />}
      <CategoryPrecision model={model} parent={parent} />
      <TrainingCurves history={epochsOf(model)} />
      {model.training !== null && (
        <Link
          to="/projects/$projectId/trainings/$trainingId"
          params={{ projectId: String(project.id), trainingId: String(model.training) }}
        >
          The training, epoch by epoch
        </Link>
      )}
      {!isOutside(model) && <Facts model={model} parent={parent} />}
      {!isOutside(model) && <InsideLink model={model} />}
      <Link
        to="/projects/$projectId/models/$modelId"
        params={{ projectId: String(project.id), modelId: String(model.id) }}
        className="card-link"
      >
        Model card: errors, curves and images
      </Link>
      {isPromoting && <PromoteDialog model={model} onClose={() => setIsPromoting(false)} />}
    </section>
  );
}

const Outside = () => (
  <p className="soft">
    Its predictions were read from a file. They are suggested on images that the model in use has
    not looked at. Its weights are not here: it can be neither promoted nor measured.
  </p>
);

/** What it saves people, as far as the hold-out images tell. */
function Worth({ model: { assessment } }: { model: Model }) {
  if (!assessment) return null;
  const error = assessment.calibration_error;
  return (
    <div className="model-worth">
      <p>
        <span className="big-number">{workTime(assessment.seconds_per_image)}</span>{" "}
        <span className="soft">
          {againstHand(assessment)} ({savingWords(assessment)})
        </span>
      </p>
      {error !== null && (
        <p className="soft small">
          Its probabilities are off by {oneDecimal(error * 100)} points of 100 on average.
        </p>
      )}
    </div>
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

const startedFrom = ({ start }: Model, parent: Model | undefined): string =>
  parent && (start === "model" || start === "") ? modelName(parent) : startWords(start);

function Facts({ model, parent }: Pair) {
  const counts = model.dataset_version?.counts;
  return (
    <dl className="facts model-facts">
      <dt>Network</dt>
      <dd>
        {kindName(model.kind)}
        {model.kind_reason && <span className="fact-more">{model.kind_reason}</span>}
      </dd>
      <BackendFact backend={model.backend} />
      {(model.start || parent) && (
        <>
          <dt>Started from</dt>
          <dd>{startedFrom(model, parent)}</dd>
        </>
      )}
      {model.dataset_version && (
        <>
          <dt>Learned from</dt>
          <dd>
            <DatasetVersion version={model.dataset_version}>
              Dataset version {model.dataset_version.number}
            </DatasetVersion>
            {counts?.boxes !== undefined && ` (${count(counts.boxes)} boxes)`}
          </dd>
        </>
      )}
    </dl>
  );
}
