/** The one thing that brings the project forward now. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Project, Statistics } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { PortionBar } from "../../components/ProgressBar.tsx";
import { count, counted, percent, share, timeLeft } from "../../format.ts";
import { PickButton } from "../../upload/PickButton.tsx";
import { progressPortions } from "./progress.ts";
import { hasRole, useProject } from "./project-context.ts";
import { useRunningTraining } from "./useRunningTraining.ts";
import { type Next, waiting } from "./waiting.ts";

type Step = { title: string; text: string; action: ReactNode };

type Props = { statistics: Statistics | undefined; onExport: () => void };

export function NextStepCard({ statistics, onExport }: Props) {
  const project = useProject();
  const training = useRunningTraining(project.id);
  const next: Next = { ...statistics?.next_training, isTraining: training !== undefined };
  const step = nextStep(project, next, onExport);
  return (
    <section className="card next-step" aria-labelledby="next-step">
      <div className="next-step-main">
        <div>
          <h2 id="next-step" className="next-step-title">
            {step.title}
          </h2>
          <p className="soft">{step.text}</p>
        </div>
        <div className="actions">{step.action}</div>
      </div>
      {project.counts.images > 0 && <Progress project={project} statistics={statistics} />}
    </section>
  );
}

function nextStep(project: Project, next: Next, onExport: () => void): Step {
  const { counts, categories } = project;
  const open = counts.todo + counts.returned;
  if (categories.every(({ archived }) => archived)) return nameCategories(project);
  if (counts.images === 0) return addImages(project);
  if (open === 0) return takeHome(project, onExport);
  if (!hasRole(project, "annotator")) return look(open);
  return label(project, next);
}

const inProject = ({ id }: Project) => ({ projectId: String(id) });

const nameCategories = (project: Project): Step => ({
  title: "Name what to find",
  text: "Boxes need a category: the kinds of things that the detector is to learn.",
  action: hasRole(project, "manager") && (
    <Link
      to="/projects/$projectId/settings"
      params={inProject(project)}
      hash="categories"
      className={buttonClass({ variant: "primary", size: "large" })}
    >
      Add categories
    </Link>
  ),
});

function addImages(project: Project): Step {
  const title = "Add the first images";
  if (!hasRole(project, "manager")) {
    return { title, text: "A manager of this project can add them.", action: null };
  }
  return {
    title,
    text: "Drop files or folders anywhere on this page, or choose them here.",
    action: (
      <>
        <PickButton project={project.id} primary />
        <PickButton project={project.id} folder />
      </>
    ),
  };
}

const takeHome = (project: Project, onExport: () => void): Step => ({
  title: "All images are settled",
  text: "Export the boxes, or add more images to go on.",
  action: (
    <>
      {hasRole(project, "reviewer") && (
        <Button variant="primary" size="large" icon="download" onClick={onExport}>
          Export
        </Button>
      )}
      {hasRole(project, "manager") && <PickButton project={project.id} />}
    </>
  ),
});

const look = (open: number): Step => ({
  title: "The work goes on",
  text: `${counted(open, "image is", "images are")} still open. You may look at everything here.`,
  action: null,
});

const label = (project: Project, next: Next): Step => ({
  title: project.counts.done === 0 ? "Draw the first boxes" : "Go on with the next image",
  text: waiting(project, next),
  action: (
    <>
      <Link
        to="/projects/$projectId/annotate"
        params={inProject(project)}
        className={buttonClass({ variant: "primary", size: "large" })}
      >
        Label next image
        <Icon name="arrowRight" />
      </Link>
      {project.active_model && (
        <Link
          to="/projects/$projectId/crops"
          params={inProject(project)}
          className={buttonClass()}
          title="What the model is surest of, many at a time"
        >
          <Icon name="overview" />
          Check suggestions
        </Link>
      )}
      {hasRole(project, "manager") && <PickButton project={project.id} />}
    </>
  ),
});

const LEFT_MEANING =
  "By the seconds that steps take people, and what the model expects of the open images";

type ProgressProps = { project: Project; statistics: Statistics | undefined };

function Progress({ project: { counts }, statistics }: ProgressProps) {
  const left = statistics?.time_left.seconds;
  const pace = statistics?.costs.is_enough ? "your" : "the usual";
  const settled = counts.done + counts.skipped;
  const portions = progressPortions(counts);
  return (
    <div className="stack-small">
      <div className="spread small">
        <span>
          <strong>{count(settled)}</strong>
          <span className="soft"> of {counted(counts.images, "image")} settled</span>
        </span>
        <span className="soft" title={LEFT_MEANING}>
          {left ? <strong>{timeLeft(left)}</strong> : null}
          {left ? ` at ${pace} pace · ` : ""}
          {percent(share(settled, counts.images))}
        </span>
      </div>
      <PortionBar portions={portions} />
      <ul className="legend small">
        {portions.map(({ name, value, className }) => (
          <li key={name} className="row">
            <span className={`legend-mark ${className}`} />
            {name} <strong>{count(value)}</strong>
          </li>
        ))}
        <li className="legend-end soft">
          Hold-out {count(counts.holdout_done)} of {count(counts.holdout)} done
        </li>
      </ul>
    </div>
  );
}
