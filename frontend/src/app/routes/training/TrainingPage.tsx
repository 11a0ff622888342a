/** One training, epoch by epoch, while it runs and after. */

import "./training.css";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { jobQuery } from "../../api/jobs.ts";
import { fileOf, isLive, trainingQuery } from "../../api/trainings.ts";
import type { Training } from "../../api/types.ts";
import { buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { Icon } from "../../components/Icon.tsx";
import { dateTime } from "../../format.ts";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { JOB_STATE } from "../../jobs/words.ts";
import { useTitle } from "../../shell/title.ts";
import { ModeBadge } from "../models/ModeBadge.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { CategoryCurves } from "./CategoryCurves.tsx";
import { CompareWith } from "./CompareWith.tsx";
import { EpochTable } from "./EpochTable.tsx";
import { Filmstrip } from "./Filmstrip.tsx";
import { MeasureCurves } from "./MeasureCurves.tsx";
import { MOST_OTHERS } from "./measures.ts";
import { TrainingFacts } from "./TrainingFacts.tsx";

export function TrainingPage() {
  const project = useProject();
  const { trainingId } = useParams({
    from: "/signed-in/shell/projects/$projectId/trainings/$trainingId",
  });
  const { data: found, error, refetch } = useQuery(trainingQuery(Number(trainingId)));
  const isElsewhere = found !== undefined && found.project !== project.id;
  const training = isElsewhere ? undefined : found;
  useTitle(training ? titleOf(training) : "Training", project.name);

  return (
    <div className="page">
      {isElsewhere && <Elsewhere training={found} />}
      {error && !found && <ErrorNote error={error} onRetry={() => refetch()} />}
      {!error && !found && (
        <Loading>
          <Skeleton height={520} />
        </Loading>
      )}
      {training && (
        <>
          <Head training={training} />
          <div className="training-parts">
            <Progress training={training} />
            <TrainingFacts training={training} />
            {training.epochs.length > 0 ? (
              <Epochs training={training} />
            ) : (
              <None training={training} />
            )}
          </div>
        </>
      )}
    </div>
  );
}

/** Under the address of a project that it does not belong to. */
const Elsewhere = ({ training }: { training: Training }) => (
  <EmptyState
    icon="curve"
    title="There is no such training in this project"
    action={
      <Link
        to="/projects/$projectId/trainings/$trainingId"
        params={{ projectId: String(training.project), trainingId: String(training.id) }}
        className={buttonClass({ variant: "primary" })}
      >
        Open it in its own project
      </Link>
    }
  >
    It belongs to another one.
  </EmptyState>
);

const titleOf = ({ kind, model }: Training) => {
  const what = kind === "adapt" ? "Quick adaptation" : "Training";
  return model ? `${what} of model ${model.number}` : what;
};

function Head({ training }: { training: Training }) {
  const { projectId } = useParams({
    from: "/signed-in/shell/projects/$projectId/trainings/$trainingId",
  });
  return (
    <div className="page-head">
      <div>
        <Link
          to="/projects/$projectId/models"
          params={{ projectId }}
          search={training.model ? { model: training.model.id } : {}}
          className="row small"
        >
          <Icon name="back" size={16} /> Models
        </Link>
        <h1 className="row">
          {titleOf(training)}
          <ModeBadge mode={training.mode} />
        </h1>
        <p className="soft small">
          {JOB_STATE[training.state]} · {dateTime(training.created_at)}
        </p>
      </div>
      {training.epochs.length > 0 && (
        <div className="actions">
          {(["csv", "json"] as const).map((ending) => (
            <a key={ending} className={buttonClass()} href={fileOf(training.id, ending)} download>
              <Icon name="download" />
              <span className="button-text">{ending.toUpperCase()}</span>
            </a>
          ))}
        </div>
      )}
    </div>
  );
}

/** How far it is, or why it ended. */
function Progress({ training }: { training: Training }) {
  const project = useProject();
  const { data: job } = useQuery(jobQuery(training.id));
  if (!job || (training.state === "succeeded" && job.state === "succeeded")) return null;
  return (
    <section className="card" aria-label="Progress">
      <JobProgress job={job} canCancel={hasRole(project, "manager")} />
    </section>
  );
}

const NONE_YET: Partial<Record<Training["state"], string>> = {
  queued: "It waits for its turn",
  running: "The first epoch is under way",
};

function None({ training }: { training: Training }) {
  return (
    <div className="card">
      <EmptyState icon="curve" title={NONE_YET[training.state] ?? "No epoch"}>
        {isLive(training)
          ? "The figures of each epoch stand here as soon as it ends."
          : "It ended before its first epoch did."}
      </EmptyState>
    </div>
  );
}

function Epochs({ training }: { training: Training }) {
  const others = useOthers(training.id);
  return (
    <>
      <section className="card" aria-labelledby="curves">
        <div className="card-head">
          <h2 id="curves">Curves</h2>
          <CompareWith training={training} others={others.ids} onChange={others.choose} />
        </div>
        <div className="training-curves-grid">
          <MeasureCurves runs={[training, ...others.loaded]} />
          <CategoryCurves epochs={training.epochs} />
        </div>
        <Unmeasured sentences={training.unmeasured} />
      </section>
      {training.has_film && <Filmstrip training={training} />}
      <EpochTable training={training} />
      {others.failed && <ErrorNote error={others.failed} />}
    </>
  );
}

/** The trainings that the address names beside this one. */
function useOthers(id: number) {
  const { with: named = "" } = useSearch({
    from: "/signed-in/shell/projects/$projectId/trainings/$trainingId",
  });
  const navigate = useNavigate({ from: "/projects/$projectId/trainings/$trainingId" });
  const ids = [...new Set(named.split(",").map(Number))]
    .filter((other) => other > 0 && other !== id)
    .slice(0, MOST_OTHERS);
  const answers = useQueries({ queries: ids.map((other) => trainingQuery(other)) });
  return {
    ids,
    loaded: answers.flatMap(({ data }) => (data ? [data] : [])),
    failed: answers.find(({ error }) => error)?.error,
    choose: (chosen: readonly number[]) =>
      void navigate({
        search: chosen.length > 0 ? { with: chosen.join(",") } : {},
        replace: true,
      }),
  };
}

function Unmeasured({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div className="training-unmeasured soft small">
      <h3>Not measured</h3>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
