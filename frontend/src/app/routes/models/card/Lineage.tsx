/** Where a model comes from: the models before it, the data, the time, and what runs it. */

import { Link } from "@tanstack/react-router";
import type { Model } from "../../../api/types.ts";
import { count, counted, duration, precision } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { BackendFact } from "../BackendFact.tsx";
import { kindName, modelName } from "../naming.ts";
import { startWords } from "../worth.ts";
import { DatasetVersion } from "./DatasetVersion.tsx";
import { Section } from "./Section.tsx";

type Props = { model: Model; models: readonly Model[]; seconds: number | null };

export function Lineage({ model, models, seconds }: Props) {
  const data = model.dataset_version;
  return (
    <Section title="Ancestry">
      <ol className="lineage">
        {lineOf(model, models).map((one) => (
          <Ancestor key={one.id} model={one} isShown={one.id === model.id} />
        ))}
      </ol>
      <Children model={model} models={models} />
      <dl className="facts">
        <dt>Network</dt>
        <dd>{kindName(model.kind)}</dd>
        {model.start && (
          <>
            <dt>Training began with</dt>
            <dd>{startWords(model.start)}</dd>
          </>
        )}
        {data && (
          <>
            <dt>Learned from</dt>
            <dd>
              <DatasetVersion version={data}>Dataset version {data.number}</DatasetVersion>:{" "}
              {counted(data.counts.train ?? 0, "image")}
              {data.counts.boxes !== undefined &&
                `; with the hold-out ${counted(data.counts.boxes, "box", "boxes")}`}
            </dd>
          </>
        )}
        {seconds !== null && (
          <>
            <dt>Time for it</dt>
            <dd>{duration(seconds)}</dd>
          </>
        )}
        {model.history.length > 0 && (
          <>
            <dt>Epochs</dt>
            <dd>{count(model.history.length)}</dd>
          </>
        )}
        <BackendFact backend={model.backend} />
      </dl>
    </Section>
  );
}

/** The first ancestor first; a parent that was deleted ends the line. */
export function lineOf(model: Model, models: readonly Model[]): Model[] {
  const known = new Map(models.map((one) => [one.id, one]));
  const line = [model];
  for (let next = known.get(model.parent ?? 0); next && !line.includes(next); ) {
    line.unshift(next);
    next = known.get(next.parent ?? 0);
  }
  return line;
}

function Ancestor({ model, isShown }: { model: Model; isShown: boolean }) {
  return (
    <li aria-current={isShown ? "true" : undefined}>
      {isShown ? <strong>{modelName(model)}</strong> : <ModelLink model={model} />}
      <span className="soft small">
        {model.metrics ? `AP50 ${precision(model.metrics.ap50)}` : "not measured"}
        {model.is_active && " · active"}
      </span>
    </li>
  );
}

function ModelLink({ model }: { model: Model }) {
  const { id } = useProject();
  return (
    <Link
      to="/projects/$projectId/models/$modelId"
      params={{ projectId: String(id), modelId: String(model.id) }}
    >
      {modelName(model)}
    </Link>
  );
}

function Children({ model, models }: { model: Model; models: readonly Model[] }) {
  const children = models.filter(({ parent }) => parent === model.id);
  if (children.length === 0) return null;
  return (
    <p className="soft small lineage-children">
      Went on from it:{" "}
      {children.slice(0, 6).map((child, at) => (
        <span key={child.id}>
          {at > 0 && ", "}
          <ModelLink model={child} />
        </span>
      ))}
      {children.length > 6 && ` and ${count(children.length - 6)} more`}
    </p>
  );
}
