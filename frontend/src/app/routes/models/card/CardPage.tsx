/** One model version: where it comes from, how good it is and how sure that is, and what it gets wrong. */

import "../models.css";
import "./card.css";
import "./pictures.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { cardQuery } from "../../../api/cards.ts";
import { modelsQuery } from "../../../api/models.ts";
import type { Model, ModelCard } from "../../../api/types.ts";
import { buttonClass } from "../../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../../components/feedback.tsx";
import { dateTime } from "../../../format.ts";
import { useTitle } from "../../../shell/title.ts";
import { useProject } from "../../project/project-context.ts";
import { Decision } from "../Decision.tsx";
import { ModeBadge } from "../ModeBadge.tsx";
import { modelName, ORIGIN_NAME } from "../naming.ts";
import { Calibration } from "./Calibration.tsx";
import { CardImages } from "./CardImages.tsx";
import { Confusion } from "./Confusion.tsx";
import { Errors } from "./Errors.tsx";
import { Figures } from "./Figures.tsx";
import { Lineage } from "./Lineage.tsx";
import { Measuring } from "./Measuring.tsx";
import { PrecisionRecall } from "./PrecisionRecall.tsx";
import { Sizes } from "./Sizes.tsx";
import { Thresholds } from "./Thresholds.tsx";

export function CardPage() {
  const project = useProject();
  const { modelId } = useParams({ from: "/signed-in/shell/projects/$projectId/models/$modelId" });
  const { evaluation } = useSearch({
    from: "/signed-in/shell/projects/$projectId/models/$modelId",
  });
  const models = useQuery(modelsQuery(project.id));
  const model = models.data?.find(({ id }) => id === Number(modelId));
  const card = useQuery({
    ...cardQuery(project.id, Number(modelId), evaluation),
    enabled: model !== undefined,
  });
  useTitle(model ? modelName(model) : "Model card", project.name);
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="row">
          {model ? modelName(model) : "Model card"}
          {model && <ModeBadge mode={model.mode} />}
          {model?.is_active && <span className="badge badge-good">Active</span>}
        </h1>
        {model && <HeadLinks model={model} models={models.data ?? []} />}
      </div>
      {models.isError && <ErrorNote error={models.error} onRetry={() => models.refetch()} />}
      {models.data && !model && (
        <div className="card">
          <EmptyState icon="model" title="There is no such model">
            It may belong to another project.
          </EmptyState>
        </div>
      )}
      {card.isError && <ErrorNote error={card.error} onRetry={() => card.refetch()} />}
      {(models.isPending || (model && card.isPending)) && (
        <Loading>
          <Skeleton height={480} />
        </Loading>
      )}
      {model && card.data && <Card model={model} models={models.data ?? []} card={card.data} />}
    </div>
  );
}

function HeadLinks({ model, models }: { model: Model; models: Model[] }) {
  const project = useProject();
  const other =
    models.find(({ id }) => id === model.parent) ?? models.find(({ id }) => id !== model.id);
  return (
    <span className="row">
      {other && (
        <Link
          to="/projects/$projectId/models/compare"
          params={{ projectId: String(project.id) }}
          search={{ a: other.id, b: model.id }}
          className={buttonClass()}
        >
          Compare with {modelName(other)}
        </Link>
      )}
      <Link
        to="/projects/$projectId/models"
        params={{ projectId: String(project.id) }}
        search={{ model: model.id }}
        className={buttonClass({ variant: "quiet" })}
      >
        All models
      </Link>
    </span>
  );
}

type Props = { model: Model; models: Model[]; card: ModelCard };

function Card({ model, models, card }: Props) {
  const { figures, evaluation } = card;
  return (
    <div className="model-card">
      <div className="model-card-wide model-card-head">
        <p className="soft small">
          {ORIGIN_NAME[model.origin]} · {dateTime(model.created_at)}
        </p>
        <Decision model={model} />
      </div>
      <Lineage model={model} models={models} seconds={card.training_seconds} />
      <Measured card={card} model={model} />
      {figures && evaluation && (
        <>
          <Figures figures={figures} />
          <PrecisionRecall figures={figures} />
          <Errors figures={figures} />
          <Confusion cells={figures.confusion} />
          <Sizes sizes={figures.sizes} />
          <Calibration reliability={figures.reliability} />
          <Thresholds model={model} figures={figures} />
          <CardImages model={model} evaluation={evaluation.id} />
        </>
      )}
      {!figures && <Thresholds model={model} figures={null} />}
    </div>
  );
}

/** Which data the figures speak of, and how to measure again. */
function Measured({ card, model }: { card: ModelCard; model: Model }) {
  const navigate = useNavigate({ from: "/projects/$projectId/models/$modelId" });
  return (
    <Measuring
      model={model}
      card={card}
      onShow={(evaluation) => void navigate({ search: { evaluation }, replace: true })}
    />
  );
}
