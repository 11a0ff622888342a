/** The model that makes the suggestions now, and how good it is. */

import { Link } from "@tanstack/react-router";
import type { Model } from "../../api/types.ts";
import { Skeleton } from "../../components/feedback.tsx";
import { ago, count, gain, precision } from "../../format.ts";
import { useProject } from "./project-context.ts";

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
      {models ? <Body models={models} /> : <Skeleton height={116} />}
    </section>
  );
}

function Body({ models }: { models: Model[] }) {
  const active = models.find((model) => model.is_active);
  if (!active) {
    return (
      <p className="soft small">
        {models.length > 0
          ? "No model is active, so there are no suggestions. Promote one in the list of models."
          : "There is none yet. The first training makes it; until then you draw without suggestions."}
      </p>
    );
  }
  const before = models.find((model) => model.id === active.parent);
  const { metrics } = active;
  return (
    <div className="stack-small">
      <p className="model-name">
        {active.name || `Model ${active.number}`}
        <span className="badge badge-good">Active</span>
      </p>
      <dl className="figures">
        <Figure name="AP50" now={metrics?.ap50} before={before?.metrics?.ap50} />
        <Figure name="AP" now={metrics?.ap} before={before?.metrics?.ap} />
      </dl>
      <p className="soft small">
        {metrics ? `Measured on ${count(metrics.images)} hold-out images` : "Not measured yet"} ·{" "}
        {ago(active.created_at)}
      </p>
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
