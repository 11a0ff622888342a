import { Link } from "@tanstack/react-router";
import type { Film } from "../../api/types.ts";
import { counted } from "../../format.ts";
import { outlines } from "../gallery/outlines.ts";
import { useProject } from "../project/project-context.ts";
import { type Box, scoreOf, tally } from "./film.ts";

type Props = { image: Film["images"][number]; seen: readonly Box[]; least: number };

/** One image with what people drew and what the network saw, and how far they agree. */
export function FilmPicture({ image, seen, least }: Props) {
  const project = useProject();
  const shown = seen.filter((box) => scoreOf(box) >= least);
  const { drawn, found, others } = tally(image.boxes, shown);
  return (
    <li>
      <Link
        to="/projects/$projectId/annotate"
        params={{ projectId: String(project.id) }}
        search={{ image: image.id }}
        title={image.file_name}
        className="training-picture"
        style={{ aspectRatio: `${image.width} / ${image.height}` }}
      >
        <img src={`/api/images/${image.id}/preview`} alt={image.file_name} loading="lazy" />
        <svg
          viewBox={`0 0 ${image.width} ${image.height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <Drawn boxes={image.boxes} />
          <Seen boxes={shown} />
        </svg>
      </Link>
      <p className="small">
        <strong>{found}</strong> of {counted(drawn, "box", "boxes")} found
        {others > 0 && <span className="soft">, {others} more</span>}
      </p>
    </li>
  );
}

function Drawn({ boxes }: { boxes: readonly Box[] }) {
  const path = [...outlines(boxes).values()].join("");
  return (
    <>
      <path className="training-halo" d={path} />
      <path className="training-drawn" d={path} />
    </>
  );
}

function Seen({ boxes }: { boxes: readonly Box[] }) {
  const { categories } = useProject();
  const colors = new Map(categories.map(({ id, color }) => [id, color]));
  return [...outlines(boxes)].map(([category, path]) => (
    <g key={category}>
      <path className="training-halo-faint" d={path} />
      <path className="training-seen" d={path} stroke={colors.get(category) ?? "#ffffff"} />
    </g>
  ));
}
