/** Starts a training by hand, after saying what it will learn from. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { jobsQuery, startJob } from "../../api/jobs.ts";
import { statisticsQuery } from "../../api/projects.ts";
import type { Statistics } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNote, Note } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { count, counted } from "../../format.ts";
import { useProject } from "./project-context.ts";
import { trainingRule } from "./training-rule.ts";

type Props = { next: Statistics["next_training"]; onClose: () => void };

export function TrainingDialog({ next, onClose }: Props) {
  const project = useProject();
  const cache = useQueryClient();
  const starting = useMutation({
    mutationFn: () => startJob(project.id, "train"),
    onSuccess: async () => {
      toast("The training is queued.");
      onClose();
      // The images that it learns from are no longer news.
      const changed = [statisticsQuery(project.id), jobsQuery(project.id)];
      await Promise.all(changed.map(({ queryKey }) => cache.invalidateQueries({ queryKey })));
    },
    onError: () => {},
  });
  const { counts } = project;
  const learned = counts.done - counts.holdout_done;

  return (
    <Dialog
      title="Train now"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            icon="train"
            busy={starting.isPending}
            disabled={learned === 0}
            onClick={() => starting.mutate()}
          >
            Start training
          </Button>
        </>
      }
    >
      <dl className="facts">
        <dt>Learns from</dt>
        <dd>{counted(learned, "finished image")}</dd>
        {project.active_model && (
          <>
            <dt>New since the last training</dt>
            <dd>{counted(next.corrections, "finished image")}</dd>
          </>
        )}
        <dt>Measured on</dt>
        <dd>{counted(counts.holdout_done, "hold-out image")}</dd>
        <dt>Time limit without a GPU</dt>
        <dd>{count(project.train_minutes)} min</dd>
      </dl>
      {learned === 0 && (
        <Note tone="warn" icon="warning">
          <p>Finish some images first: there is nothing to learn from yet.</p>
        </Note>
      )}
      {learned > 0 && counts.holdout_done === 0 && (
        <Note tone="warn" icon="warning">
          <p>No hold-out image is finished, so nobody can tell whether the new model is better.</p>
        </Note>
      )}
      <p className="soft small">
        The new model takes over unless it would cost people more time than the current one.{" "}
        {trainingRule(project, next)}{" "}
        <Link
          to="/projects/$projectId/settings"
          params={{ projectId: String(project.id) }}
          hash="training"
        >
          Change when
        </Link>
      </p>
      {starting.isError && <ErrorNote error={starting.error} />}
    </Dialog>
  );
}
