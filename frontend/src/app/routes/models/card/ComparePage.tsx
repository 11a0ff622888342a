/** Two model versions on the same hold-out images: their figures, and the images that got better or worse. */

import "../models.css";
import "./card.css";
import "./pictures.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { comparisonQuery } from "../../../api/cards.ts";
import { modelsQuery } from "../../../api/models.ts";
import { asApiError } from "../../../api/problem.ts";
import type { Model } from "../../../api/types.ts";
import { SelectField } from "../../../components/Field.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../../components/feedback.tsx";
import { useTitle } from "../../../shell/title.ts";
import { useProject } from "../../project/project-context.ts";
import { Decision } from "../Decision.tsx";
import { modelName } from "../naming.ts";
import { ChangedImages } from "./ChangedImages.tsx";
import { Differences } from "./Differences.tsx";
import { MeasureBoth } from "./MeasureBoth.tsx";

export function ComparePage() {
  const project = useProject();
  const { a, b } = useSearch({ from: "/signed-in/shell/projects/$projectId/models/compare" });
  const navigate = useNavigate({ from: "/projects/$projectId/models/compare" });
  const models = useQuery(modelsQuery(project.id));
  useTitle("Compare models", project.name);
  const [before, after] = chosen(models.data ?? [], a, b);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Compare models</h1>
      </div>
      {models.isError && <ErrorNote error={models.error} onRetry={() => models.refetch()} />}
      {models.isPending && (
        <Loading>
          <Skeleton height={480} />
        </Loading>
      )}
      {models.data && !(before && after) && (
        <div className="card">
          <EmptyState icon="model" title="There is nothing to compare">
            It takes two model versions. Each training makes one.
          </EmptyState>
        </div>
      )}
      {models.data && before && after && (
        <div className="model-card">
          <div className="compare-pick model-card-wide">
            <Pick
              label="Before"
              models={models.data}
              value={before}
              onPick={(id) => void navigate({ search: { a: id, b: after.id }, replace: true })}
            />
            <Pick
              label="After"
              models={models.data}
              value={after}
              onPick={(id) => void navigate({ search: { a: before.id, b: id }, replace: true })}
            />
          </div>
          <Compared before={before} after={after} />
        </div>
      )}
    </div>
  );
}

/** What the address asks for; else the model in use after the one that it came from. */
function chosen(models: readonly Model[], a: number | undefined, b: number | undefined) {
  const find = (id: number | null | undefined) => models.find((model) => model.id === id);
  const after = find(b) ?? models.find(({ is_active }) => is_active) ?? models[0];
  const others = models.filter((model) => model !== after);
  const before = [find(a), find(after?.parent), others[0]].find(
    (model) => model !== undefined && model !== after,
  );
  return [before, after] as const;
}

type PickProps = {
  label: string;
  models: readonly Model[];
  value: Model;
  onPick: (id: number) => void;
};

function Pick({ label, models, value, onPick }: PickProps) {
  const { id } = useProject();
  return (
    <div className="compare-one">
      <SelectField
        label={label}
        value={String(value.id)}
        onChange={(event) => onPick(Number(event.target.value))}
        options={models.map((model) => [
          String(model.id),
          `${modelName(model)}${model.is_active ? " (active)" : ""}`,
        ])}
      />
      <Link
        to="/projects/$projectId/models/$modelId"
        params={{ projectId: String(id), modelId: String(value.id) }}
        className="card-link"
      >
        Card of {modelName(value)}
      </Link>
    </div>
  );
}

function Compared({ before, after }: { before: Model; after: Model }) {
  const project = useProject();
  const found = useQuery(comparisonQuery(project.id, before.id, after.id));
  const isJudged = after.parent === before.id;
  return (
    <>
      {isJudged && (
        <div className="model-card-wide">
          <Decision model={after} />
        </div>
      )}
      {found.isPending && (
        <div className="model-card-wide">
          <Loading>
            <Skeleton height={320} />
          </Loading>
        </div>
      )}
      {found.isError && (
        <div className="model-card-wide">
          <ErrorNote error={asApiError(found.error)} />
        </div>
      )}
      {found.data && (
        <>
          <Differences found={found.data} before={before} after={after} />
          <ChangedImages found={found.data} before={before} after={after} />
        </>
      )}
      <MeasureBoth models={[before, after]} />
    </>
  );
}
