import { useQuery } from "@tanstack/react-query";
import { jobsQuery } from "../../api/jobs.ts";
import type { Job } from "../../api/types.ts";
import { ErrorNote, Skeleton } from "../../components/feedback.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { isOpen } from "../../jobs/polling.ts";
import { isRecurring } from "../../jobs/words.ts";
import { hasRole, useProject } from "./project-context.ts";

const RECENT = 5;

/** What went on unseen needs no line: thumbnails that were made, and what begins again by itself. */
const isSilent = (job: Job) =>
  job.state !== "failed" &&
  (isRecurring(job) || (job.kind === "prepare" && job.state === "succeeded"));

/** What runs in the background, and what ran lately. */
export function JobsCard() {
  const project = useProject();
  const { data, error, refetch } = useQuery(jobsQuery(project.id));
  const canCancel = hasRole(project, "manager");
  const shown = data && [
    ...data.filter(isOpen),
    ...data.filter((job) => !isOpen(job) && !isSilent(job)).slice(0, RECENT),
  ];
  return (
    <section className="card jobs-card" id="jobs" aria-labelledby="jobs-title">
      <div className="card-head">
        <h2 id="jobs-title">Jobs</h2>
      </div>
      {!data && !error && <Skeleton height={180} />}
      {!data && error && <ErrorNote error={error} onRetry={() => refetch()} />}
      {shown?.length === 0 && (
        <p className="soft small">
          Trainings, suggestions, imports and exports run in the background and are listed here.
        </p>
      )}
      {shown && shown.length > 0 && (
        <ul className="job-list">
          {shown.map((job) => (
            <li key={job.id}>
              <JobProgress job={job} canCancel={canCancel} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
