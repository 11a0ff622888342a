/** One job: how far it is, how to stop it, or why it failed and what to do. */

import "./jobs.css";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { cancelJob } from "../api/jobs.ts";
import type { Job } from "../api/types.ts";
import { Button } from "../components/Button.tsx";
import { Icon, type IconName } from "../components/Icon.tsx";
import { ProgressBar } from "../components/ProgressBar.tsx";
import { ago, dateTime, percent, timeLeft } from "../format.ts";
import { isOpen } from "./polling.ts";
import {
  isRecurring,
  isTraining,
  JOB_STATE,
  jobName,
  noticesOf,
  outcome,
  tellsTimeLeft,
} from "./words.ts";

type Props = { job: Job; canCancel: boolean };

export function JobProgress({ job, canCancel }: Props) {
  return isOpen(job) ? <OpenJob job={job} canCancel={canCancel} /> : <ClosedJob job={job} />;
}

/** To the page of a training, which tells more; on that page itself it leads nowhere. */
function TrainingLink({ job }: { job: Job }) {
  const { trainingId } = useParams({ strict: false });
  if (!isTraining(job) || trainingId === String(job.id)) return null;
  return (
    <Link
      to="/projects/$projectId/trainings/$trainingId"
      params={{ projectId: String(job.project), trainingId: String(job.id) }}
      className="job-link"
    >
      Epochs<span className="visually-hidden"> of this training</span>
    </Link>
  );
}

export function OpenJob({ job, canCancel }: Props) {
  const cache = useQueryClient();
  const cancelling = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ["project", job.project, "jobs"] }),
        cache.invalidateQueries({ queryKey: ["job", job.id] }),
      ]),
  });
  const isStopping = job.cancel_requested || cancelling.isPending;
  const isRunning = job.state === "running";
  const again = job.attempt > 1 ? `attempt ${job.attempt} of ${job.max_attempts}` : "";
  const left = isRunning && !tellsTimeLeft(job) ? timeLeft(job.eta_seconds) : "";
  const note = [again, left].filter(Boolean).join(" · ");

  return (
    <div className="job job-open">
      <div className="job-line">
        <strong>{jobName(job)}</strong>
        <span className="soft truncate">
          {isStopping ? "Stopping" : job.message || JOB_STATE[job.state]}
        </span>
        <TrainingLink job={job} />
        {canCancel && (
          <Button
            size="small"
            variant="quiet"
            icon="stop"
            busy={isStopping}
            onClick={() => cancelling.mutate()}
          >
            Cancel
          </Button>
        )}
      </div>
      <ProgressBar
        label={jobName(job)}
        value={isRunning && job.progress > 0 ? job.progress : null}
      />
      <div className="job-line soft">
        <span>{standing(job)}</span>
        <span className="job-aside">{note}</span>
      </div>
    </div>
  );
}

function standing(job: Job): string {
  if (job.state === "queued") return "Waits for its turn";
  return job.progress > 0 ? percent(job.progress) : "Begins";
}

const ICON = { succeeded: "check", failed: "warning", cancelled: "stop" } as const;

function aside(job: Job): string {
  if (job.state === "failed") return "";
  return job.state === "succeeded" ? outcome(job) : JOB_STATE[job.state];
}

function ClosedJob({ job }: { job: Job }) {
  const state = job.state as keyof typeof ICON;
  const icon: IconName = ICON[state];
  const time = job.finished_at ?? job.created_at;
  const isPassing = state === "failed" && isRecurring(job);
  return (
    <div className={`job job-${isPassing ? "passing" : state}`}>
      <div className="job-line">
        <Icon name={icon} size={16} />
        <strong>{jobName(job)}</strong>
        <span className="soft truncate">{aside(job)}</span>
        <TrainingLink job={job} />
        <time className="soft job-aside" dateTime={time} title={dateTime(time)}>
          {ago(time)}
        </time>
      </div>
      {noticesOf(job).map(({ message, hint }) => (
        <div key={message} className="job-notice">
          <p>{message}</p>
          {hint && <p className="soft">{hint}</p>}
        </div>
      ))}
      {state === "failed" && <Trouble job={job} />}
    </div>
  );
}

function Trouble({ job }: { job: Job }) {
  const isPassing = isRecurring(job);
  return (
    <div className={isPassing ? "job-notice" : "job-trouble"}>
      <p>{job.error || "It failed, and nobody knows why."}</p>
      {isPassing && <p className="soft">Nothing is lost, and it is tried again by itself.</p>}
      {job.hint && <p className="soft">{job.hint}</p>}
    </div>
  );
}
