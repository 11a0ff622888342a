import { Link } from "@tanstack/react-router";
import type { Category, Project } from "../../api/types.ts";
import { PortionBar } from "../../components/ProgressBar.tsx";
import { count, counted, percent, share } from "../../format.ts";
import { progressPortions } from "../project/progress.ts";

const SHOWN = 5;

export function ProjectCard({ project }: { project: Project }) {
  const { counts, active_model: model } = project;
  const settled = counts.done + counts.skipped;
  return (
    <li className="card project-card">
      <div className="project-card-head">
        <Link
          to="/projects/$projectId"
          params={{ projectId: String(project.id) }}
          className="project-card-link truncate"
        >
          {project.name}
        </Link>
        <span className={`badge ${model ? "badge-accent" : ""}`}>
          {model ? `Model ${model.number}` : "No model yet"}
        </span>
      </div>
      <CategoryLine categories={project.categories.filter(({ archived }) => !archived)} />
      <div className="stack-small project-card-end">
        <div className="spread small">
          <span>
            <strong>{count(settled)}</strong>
            <span className="soft"> of {counted(counts.images, "image")}</span>
          </span>
          <span className="soft">{percent(share(settled, counts.images))}</span>
        </div>
        <PortionBar portions={progressPortions(counts)} />
        <p className="soft small">{counted(counts.boxes, "box", "boxes")}</p>
      </div>
    </li>
  );
}

function CategoryLine({ categories }: { categories: Category[] }) {
  if (categories.length === 0) return <p className="soft small">No categories yet</p>;
  const more = categories.length - SHOWN;
  return (
    <ul className="category-line small">
      {categories.slice(0, SHOWN).map(({ id, name, color }) => (
        <li key={id} className="row">
          <span className="swatch" style={{ background: color }} />
          <span className="truncate">{name}</span>
        </li>
      ))}
      {more > 0 && <li className="soft">+{more}</li>}
    </ul>
  );
}
