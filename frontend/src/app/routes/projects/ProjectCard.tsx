import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { coverQuery } from "../../api/images.ts";
import type { Category, Project } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { PortionBar } from "../../components/ProgressBar.tsx";
import { count, counted, percent, share } from "../../format.ts";
import { progressPortions } from "../project/progress.ts";

const SHOWN = 4;

export function ProjectCard({ project }: { project: Project }) {
  const { counts, active_model: model } = project;
  const settled = counts.done + counts.skipped;
  return (
    <li className="card project-card">
      <Cover project={project} />
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

const COVER = 4;

/** The newest images, as far as there are some. */
function Cover({ project }: { project: Project }) {
  const { data = [] } = useQuery({
    ...coverQuery(project.id, COVER),
    enabled: project.counts.images > 0,
  });
  return (
    <div className="cover" aria-hidden="true">
      {project.counts.images === 0 && <Icon name="image" size={28} />}
      {data.map((image) => (
        <img key={image.id} src={image.thumbnail} alt="" loading="lazy" decoding="async" />
      ))}
    </div>
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
