/** Around all pages of a project: the project itself, news of its jobs, and the upload. */

import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useParams } from "@tanstack/react-router";
import { isNotFound } from "../../api/problem.ts";
import { projectQuery } from "../../api/projects.ts";
import { buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { useJobNews } from "../../jobs/useJobNews.ts";
import { UploadDock } from "../../upload/UploadDock.tsx";
import { hasRole, ProjectContext } from "./project-context.ts";

export function ProjectFrame() {
  const { projectId } = useParams({ from: "/signed-in/shell/projects/$projectId" });
  return <Loaded key={projectId} id={Number(projectId)} />;
}

function Loaded({ id }: { id: number }) {
  const { data, error, refetch } = useQuery({
    ...projectQuery(id),
    enabled: Number.isInteger(id),
    refetchInterval: 60_000,
  });
  useJobNews(id);

  if (!data && (isNotFound(error) || !Number.isInteger(id))) return <Gone />;
  if (!data && error) {
    return (
      <div className="page page-narrow">
        <ErrorNote error={error} onRetry={() => refetch()} />
      </div>
    );
  }
  if (!data) return <Placeholder />;
  return (
    <ProjectContext value={data}>
      <Outlet />
      {hasRole(data, "annotator") && <UploadDock project={data.id} />}
    </ProjectContext>
  );
}

function Placeholder() {
  return (
    <div className="page">
      <Loading>
        <div className="stack">
          <Skeleton height={40} width={320} />
          <Skeleton height={220} />
          <Skeleton height={280} />
        </div>
      </Loading>
    </div>
  );
}

function Gone() {
  return (
    <div className="page">
      <EmptyState
        icon="folder"
        title="This project cannot be shown"
        action={
          <Link to="/" className={buttonClass({ variant: "primary" })}>
            Your projects
          </Link>
        }
      >
        It does not exist, or you are not a member of it. A manager of the project can add you in
        its settings.
      </EmptyState>
    </div>
  );
}
