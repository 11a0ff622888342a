/** Beside the questions: how many are left, how many labels are wrong, and the last look. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { jobsQuery, startJob } from "../../api/jobs.ts";
import type { Estimate, Suspects } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { ProgressBar } from "../../components/ProgressBar.tsx";
import { count, share } from "../../format.ts";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { isOpen } from "../../jobs/polling.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { rateWords, sampleWords } from "./answers.ts";

export function Progress({ suspects }: { suspects: Suspects }) {
  const { open, right, wrong, skipped } = suspects;
  const answered = right + wrong;
  return (
    <section className="suspects-part" aria-labelledby="suspects-progress">
      <h2 id="suspects-progress">Answered</h2>
      <ProgressBar label="Answered questions" value={share(answered, answered + open)} />
      <p className="small">
        {answered + open > 0
          ? `${count(answered)} of ${count(answered + open)}: ${count(wrong)} wrong, ${count(right)} right`
          : "Nothing was asked yet"}
        {skipped > 0 && `, ${count(skipped)} passed over`}
      </p>
    </section>
  );
}

/** Of the random samples; what the model doubts says nothing of it. */
export function ErrorRates({ suspects }: { suspects: Suspects }) {
  return (
    <>
      <Rate title="Wrong labels" estimate={suspects.estimate} what={["label", "wrong"]} />
      <Rate
        title="Images that lack an object"
        estimate={suspects.incomplete}
        what={["image", "incomplete"]}
      />
    </>
  );
}

type RateProps = { title: string; estimate: Estimate; what: [one: string, fault: string] };

function Rate({ title, estimate, what }: RateProps) {
  const { sample, judged, passed } = estimate;
  const left = sample - judged - passed;
  const id = `suspects-rate-${what[0]}`;
  return (
    <section className="suspects-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="suspects-rate">{rateWords(estimate)}</p>
      <p className="small soft">
        {sampleWords(estimate, what)}
        {left > 0 && ` ${count(left)} more ${left === 1 ? "is" : "are"} asked between the others.`}
      </p>
    </section>
  );
}

export function Look({ suspects }: { suspects: Suspects }) {
  const project = useProject();
  const { data: jobs } = useQuery(jobsQuery(project.id));
  const running = jobs?.find((job) => job.kind === "suspects" && isOpen(job));
  const job = running ?? suspects.job;
  return (
    <section className="suspects-part" aria-labelledby="suspects-look">
      <h2 id="suspects-look">{running ? "This look" : "Last look"}</h2>
      {job ? (
        <JobProgress job={job} canCancel={hasRole(project, "manager")} />
      ) : (
        <p className="small soft">Nobody has looked yet.</p>
      )}
      {!running && <StartLook />}
    </section>
  );
}

/** Trains in folds, so that each label is judged by what was learnt from the others. */
function StartLook() {
  const project = useProject();
  const cache = useQueryClient();
  const starting = useMutation({
    mutationFn: () => startJob(project.id, "suspects"),
    onSuccess: () => cache.invalidateQueries({ queryKey: jobsQuery(project.id).queryKey }),
    onError: () => {},
  });
  if (!hasRole(project, "manager")) return null;
  return (
    <>
      <Button icon="search" busy={starting.isPending} onClick={() => starting.mutate()}>
        Look for wrong labels
      </Button>
      {starting.error && <ErrorNote error={starting.error} />}
    </>
  );
}
