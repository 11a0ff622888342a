/** The model that makes the suggestions now: what it saves, how good it is, and why it is this one. */

import { Link } from "@tanstack/react-router";
import type { Model } from "../../api/types.ts";
import { Skeleton } from "../../components/feedback.tsx";
import { ago, counted, gain, precision, workTime } from "../../format.ts";
import { ModeBadge } from "../models/ModeBadge.tsx";
import { backendName, kindName, modelName } from "../models/naming.ts";
import { againstHand, newestTrained, verdictReasons, verdictTitle } from "../models/worth.ts";
import { useProject } from "./project-context.ts";

/** Of a model with all that can be said of it, and of none: the cards below stay where they are. */
const HEIGHT = { model: 360, none: 116 };

export function ModelCard({ models }: { models: Model[] | undefined }) {
  const project = useProject();
  return (
    <section className="card model-card" aria-labelledby="model">
      <div className="card-head">
        <h2 id="model">Current model</h2>
        {models && models.length > 0 && (
          <Link
            to="/projects/$projectId/models"
            params={{ projectId: String(project.id) }}
            className="card-link"
          >
            {models.length === 1 ? "Details" : `All ${models.length}`}
          </Link>
        )}
      </div>
      {models ? (
        <Body models={models} />
      ) : (
        <Skeleton height={project.active_model ? HEIGHT.model : HEIGHT.none} />
      )}
    </section>
  );
}

function Body({ models }: { models: Model[] }) {
  const active = models.find((model) => model.is_active);
  if (!active) {
    return (
      <div className="stack-small">
        <p className="soft small">
          {models.length > 0
            ? "No model is active, so there are no suggestions. Promote one in the list of models."
            : "There is none yet. The first training makes it; until then you draw without suggestions."}
        </p>
        <LastVerdict models={models} />
      </div>
    );
  }
  const before = models.find((model) => model.id === active.parent);
  const { metrics, assessment } = active;
  return (
    <div className="stack-small">
      <p className="model-name">
        <span className="row">
          {modelName(active)}
          <ModeBadge mode={active.mode} />
        </span>
        <span className="badge badge-good">Active</span>
      </p>
      {assessment && (
        <p>
          <span className="big-number">{workTime(assessment.seconds_per_image)}</span>{" "}
          <span className="soft small">{againstHand(assessment)}</span>
        </p>
      )}
      <dl className={assessment ? "figures figures-small" : "figures"}>
        <Figure name="AP50" now={metrics?.ap50} before={before?.metrics?.ap50} />
        <Figure name="AP" now={metrics?.ap} before={before?.metrics?.ap} />
      </dl>
      <p className="soft small">
        {metrics ? `Measured on ${counted(metrics.images, "hold-out image")}` : "Not measured yet"}{" "}
        · {ago(active.created_at)}
      </p>
      <Machinery model={active} />
      <LastVerdict models={models} />
    </div>
  );
}

/** What kind of network it is and why, and what runs it. */
function Machinery({ model: { kind, kind_reason, backend } }: { model: Model }) {
  if (!kind) return null;
  return (
    <dl className="machinery small">
      <div>
        <dt>Network</dt>
        <dd>
          <strong>{kindName(kind)}</strong> {kind_reason && <span>{kind_reason}</span>}
        </dd>
      </div>
      {backend && (
        <div>
          <dt>Run by</dt>
          <dd>
            <strong>{backendName(backend.name)}</strong> <span>{backend.reason}</span>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Why the newest training's model is in use, or not. */
function LastVerdict({ models }: { models: Model[] }) {
  const last = newestTrained(models);
  const reasons = last ? verdictReasons(last) : [];
  if (!last || reasons.length === 0) return null;
  return (
    <div className="verdict small">
      <p>
        <strong>{verdictTitle(last)}</strong>
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

type FigureProps = {
  name: string;
  now: number | null | undefined;
  before: number | null | undefined;
};

function Figure({ name, now, before }: FigureProps) {
  const change = gain(now, before);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {precision(now)}
        {change && (
          <span className={`gain ${change.startsWith("−") ? "gain-down" : "gain-up"}`}>
            {change}
            <span className="visually-hidden"> against the model before</span>
          </span>
        )}
      </dd>
    </div>
  );
}
