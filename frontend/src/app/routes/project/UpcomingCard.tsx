/** Which images come next, and why. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { batchQuery } from "../../api/projects.ts";
import type { Acquisition, Project, QueueBatch, QueueEntry } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNote, Skeleton } from "../../components/feedback.tsx";
import { Icon } from "../../components/Icon.tsx";
import { STATE_NAME } from "../../components/StateBadge.tsx";
import { counted } from "../../format.ts";
import { hasRole, useProject } from "./project-context.ts";
import { batchWords, isSettled, nearest, settledIn } from "./upcoming.ts";

const NEAREST = 6;

export function UpcomingCard() {
  const project = useProject();
  const isBalanced = project.acquisition === "balanced";
  const { data, error, refetch } = useQuery({ ...batchQuery(project.id), enabled: isBalanced });
  const [showsAll, setShowsAll] = useState(false);
  const batch = data?.entries.length ? data : null;
  return (
    <section className="card upcoming-card" aria-labelledby="upcoming">
      <div className="card-head">
        <h2 id="upcoming">What comes next, and why</h2>
        {isBalanced && batch && (
          <span className="soft small">
            {settledIn(batch.entries)} of {counted(batch.entries.length, "image")} done
          </span>
        )}
      </div>
      {!isBalanced && <OtherOrder project={project} />}
      {isBalanced && error && !data && <ErrorNote error={error} onRetry={() => refetch()} />}
      {isBalanced && data === undefined && !error && <Skeleton height={148} />}
      {isBalanced && data !== undefined && !batch && <Nothing project={project} />}
      {isBalanced && batch && (
        <Batch batch={batch} showsAll={showsAll} onShowAll={() => setShowsAll(!showsAll)} />
      )}
    </section>
  );
}

type BatchProps = { batch: QueueBatch; showsAll: boolean; onShowAll: () => void };

function Batch({ batch, showsAll, onShowAll }: BatchProps) {
  const { entries } = batch;
  const shown = showsAll ? entries : nearest(entries, NEAREST);
  const isDone = settledIn(entries) === entries.length;
  return (
    <>
      <ol className="upcoming">
        {shown.map((entry) => (
          <Entry key={entry.image} entry={entry} place={entries.indexOf(entry) + 1} />
        ))}
      </ol>
      <div className="spread upcoming-foot small">
        <p className="soft">
          {isDone ? "All are done; the next ones are being chosen." : batchWords(batch)}
        </p>
        {entries.length > NEAREST && (
          <Button size="small" variant="quiet" aria-expanded={showsAll} onClick={onShowAll}>
            {showsAll ? "Show fewer" : `Show all ${entries.length}`}
          </Button>
        )}
      </div>
    </>
  );
}

function Entry({ entry, place }: { entry: QueueEntry; place: number }) {
  const project = useProject();
  const { image, reason, state } = entry;
  const settled = isSettled(entry);
  return (
    <li>
      <Link
        to="/projects/$projectId/annotate"
        params={{ projectId: String(project.id) }}
        search={{ image }}
        className={settled ? "upcoming-entry upcoming-settled" : "upcoming-entry"}
        title={reason.text}
      >
        <span className="upcoming-picture">
          <img
            src={`/api/images/${image}/thumbnail`}
            alt=""
            loading="lazy"
            decoding="async"
            width={72}
            height={54}
          />
          <span className="upcoming-place">
            {settled ? <Icon name={state === "done" ? "check" : "skip"} size={14} /> : place}
          </span>
        </span>
        <span className="upcoming-reason">
          <span className="visually-hidden">
            Image {place}, {STATE_NAME[state]}:{" "}
          </span>
          {reason.text}
        </span>
      </Link>
    </li>
  );
}

const ORDER: Record<Exclude<Acquisition, "balanced">, string> = {
  uncertain: "The images on which the model is least sure come first.",
  quick_wins: "The images that should take the least work come first.",
  random: "The images come in random order.",
  file_order: "The images come in the order of their file names.",
};

const inProject = ({ id }: Project) => ({ projectId: String(id) });

function OtherOrder({ project }: { project: Project }) {
  if (project.acquisition === "balanced") return null;
  return (
    <p className="soft small">
      {ORDER[project.acquisition]}{" "}
      {hasRole(project, "manager") && (
        <Link to="/projects/$projectId/settings" params={inProject(project)} hash="queue">
          Change the order
        </Link>
      )}
    </p>
  );
}

/** What to do so that there is something. */
function Nothing({ project }: { project: Project }) {
  const { counts } = project;
  const open = counts.todo + counts.returned;
  let text: ReactNode =
    "The next images are being chosen. Label one meanwhile: the queue has some ready.";
  if (counts.images === 0) text = "Add images, and this shows which of them to label first.";
  else if (open === 0) text = "No image is open any more. Add more to go on.";
  return (
    <div className="upcoming-empty soft small">
      <p>{text}</p>
    </div>
  );
}
