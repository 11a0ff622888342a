/** When the detector learns next, and the buttons that start it or its suggestions by hand. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { jobsQuery, startJob } from "../../api/jobs.ts";
import type { Statistics } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Skeleton } from "../../components/feedback.tsx";
import { ProgressBar } from "../../components/ProgressBar.tsx";
import { toast } from "../../components/toasts.ts";
import { count, counted, share } from "../../format.ts";
import { isOpen } from "../../jobs/polling.ts";
import { hasRole, useProject } from "./project-context.ts";
import { TrainingDialog } from "./TrainingDialog.tsx";
import { sinceWords, trainingRule } from "./training-rule.ts";
import { useRunningTraining } from "./useRunningTraining.ts";

export function TrainingCard({ statistics }: { statistics: Statistics | undefined }) {
  const project = useProject();
  const training = useRunningTraining(project.id);
  const [isOpenDialog, setIsOpenDialog] = useState(false);
  return (
    <section className="card training-card" aria-labelledby="training">
      <div className="card-head">
        <h2 id="training">Next training</h2>
      </div>
      {statistics ? <Rule next={statistics.next_training} /> : <Skeleton height={96} />}
      {hasRole(project, "manager") && (
        <div className="training-actions">
          <Button
            icon="train"
            disabled={!statistics || training !== undefined}
            title={training && "A training is on its way; see the jobs"}
            onClick={() => setIsOpenDialog(true)}
          >
            Train now
          </Button>
          <PreLabelButton />
        </div>
      )}
      {isOpenDialog && statistics && (
        <TrainingDialog next={statistics.next_training} onClose={() => setIsOpenDialog(false)} />
      )}
    </section>
  );
}

function Rule({ next }: { next: Statistics["next_training"] }) {
  const project = useProject();
  const training = useRunningTraining(project.id);
  const goal = next.corrections + next.needed;
  return (
    <div className="stack-small">
      <p>
        <span className="big-number">{count(next.corrections)}</span>{" "}
        <span className="soft">
          {sinceWords(next.corrections, training !== undefined, project.active_model !== null)}
        </span>
      </p>
      {next.mode === "after_corrections" && (
        <ProgressBar label="Towards the next training" value={share(next.corrections, goal) || 0} />
      )}
      <p className="soft small">{trainingRule(project, next)}</p>
    </div>
  );
}

function PreLabelButton() {
  const project = useProject();
  const cache = useQueryClient();
  const { data: jobs = [] } = useQuery(jobsQuery(project.id));
  const isRunning = jobs.some((job) => job.kind === "predict" && isOpen(job));
  const starting = useMutation({
    mutationFn: () => startJob(project.id, "predict"),
    onSuccess: async () => {
      toast("The detector looks at the open images.");
      await cache.invalidateQueries({ queryKey: jobsQuery(project.id).queryKey });
    },
  });
  const open = project.counts.todo + project.counts.returned;
  return (
    <Button
      icon="spark"
      disabled={open === 0 || isRunning}
      busy={starting.isPending}
      title={
        project.active_model
          ? `Suggest boxes on ${counted(open, "open image")}`
          : "Suggest boxes of the categories that the COCO weights know"
      }
      onClick={() => starting.mutate()}
    >
      Pre-label
    </Button>
  );
}
