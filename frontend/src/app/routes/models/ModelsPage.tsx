/** All model versions, and one of them in detail. */

import "./models.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { useTitle } from "../../shell/title.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { useRunningTraining } from "../project/useRunningTraining.ts";
import { ModelDetail } from "./ModelDetail.tsx";
import { ModelTable } from "./ModelTable.tsx";
import { isOutside } from "./naming.ts";
import { RollBackDialog } from "./SwitchDialogs.tsx";

export function ModelsPage() {
  const project = useProject();
  useTitle("Models", project.name);
  const { model: chosen } = useSearch({ from: "/signed-in/shell/projects/$projectId/models" });
  const navigate = useNavigate({ from: "/projects/$projectId/models" });
  const models = useQuery(modelsQuery(project.id));
  const [isRollingBack, setIsRollingBack] = useState(false);
  const [showsInstant, setShowsInstant] = useState(false);
  const active = models.data?.find((model) => model.is_active);
  const shown = models.data?.find(({ id }) => id === chosen) ?? active ?? models.data?.[0];
  const others = models.data?.some((model) => !model.is_active && !isOutside(model));
  const canRollBack = hasRole(project, "manager") && active !== undefined && others;

  return (
    <div className="page">
      <div className="page-head">
        <h1>Models</h1>
        <span className="row">
          {(models.data?.length ?? 0) > 1 && (
            <Link
              to="/projects/$projectId/models/compare"
              params={{ projectId: String(project.id) }}
              className={buttonClass()}
            >
              Compare
            </Link>
          )}
          {canRollBack && (
            <Button icon="returned" onClick={() => setIsRollingBack(true)}>
              Roll back
            </Button>
          )}
        </span>
      </div>
      {models.isPending && (
        <Loading>
          <div className="models">
            <Skeleton height={320} />
            <Skeleton height={480} />
          </div>
        </Loading>
      )}
      {models.isError && <ErrorNote error={models.error} onRetry={() => models.refetch()} />}
      {models.data && !shown && (
        <div className="card">
          <NoModel />
        </div>
      )}
      {models.data && shown && (
        <div className="models">
          <ModelTable
            models={models.data}
            shown={shown.id}
            showsInstant={showsInstant}
            onShowInstant={setShowsInstant}
            onShow={(model) => void navigate({ search: { model }, replace: true })}
          />
          <ModelDetail key={shown.id} model={shown} models={models.data} />
        </div>
      )}
      {isRollingBack && active && (
        <RollBackDialog active={active} onClose={() => setIsRollingBack(false)} />
      )}
    </div>
  );
}

function NoModel() {
  const project = useProject();
  const training = useRunningTraining(project.id);
  if (training) {
    return (
      <>
        <EmptyState icon="train" title="The first model is being made">
          It is listed here when its training has ended.
        </EmptyState>
        <JobProgress job={training} canCancel={hasRole(project, "manager")} />
      </>
    );
  }
  return (
    <EmptyState icon="model" title="No model yet">
      The first training makes one, as soon as some images are finished: “Train now” on the
      overview. You can also import the predictions of a model from elsewhere.
    </EmptyState>
  );
}
