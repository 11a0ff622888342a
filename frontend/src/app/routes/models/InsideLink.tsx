/** To what a model does, step by step, on the newest image. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { coverQuery } from "../../api/images.ts";
import type { Model } from "../../api/types.ts";
import { buttonClass } from "../../components/Button.tsx";
import { useProject } from "../project/project-context.ts";

export function InsideLink({ model }: { model: Model }) {
  const project = useProject();
  const { data = [] } = useQuery(coverQuery(project.id, 1));
  const [image] = data;
  if (image === undefined) return null;
  return (
    <p>
      <Link
        to="/projects/$projectId/images/$imageId/trace"
        params={{ projectId: String(project.id), imageId: String(image.id) }}
        search={{ model: model.id }}
        className={buttonClass({ size: "small" })}
      >
        Look inside, on the newest image
      </Link>
    </p>
  );
}
