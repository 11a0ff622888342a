/** How the detector came to its boxes on one image, stage by stage. */

import "./trace.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { modelsQuery } from "../../api/models.ts";
import { imageQuery } from "../../api/trace.ts";
import type { ImageRow } from "../../api/types.ts";
import { buttonClass } from "../../components/Button.tsx";
import { useTitle } from "../../shell/title.ts";
import { modelName } from "../models/naming.ts";
import { useProject } from "../project/project-context.ts";
import { Missing, Waiting } from "./Missing.tsx";
import { useTrace } from "./useTrace.ts";
import { Walk } from "./Walk.tsx";

const FROM = "/signed-in/shell/projects/$projectId/images/$imageId/trace";

export function TracePage() {
  const { imageId } = useParams({ from: FROM });
  const { model = null } = useSearch({ from: FROM });
  const image = useQuery(imageQuery(Number(imageId)));
  const traced = useTrace(Number(imageId), model);
  useTitle("Inside the detector", image.data?.file_name);
  const error = image.error ?? traced.error;
  return (
    <div className="trace">
      <Head image={image.data} imageId={Number(imageId)} model={model} />
      {traced.trace && image.data && !error && (
        <Walk
          key={`${imageId} ${traced.trace.model.id}`}
          trace={traced.trace}
          image={image.data}
          model={model}
        />
      )}
      {error && <Missing error={error} imageId={Number(imageId)} onRetry={traced.retry} />}
      {!error && !(traced.trace && image.data) && (
        <Waiting job={traced.job} isFetching={traced.isFetching} onRetry={traced.retry} />
      )}
    </div>
  );
}

type HeadProps = { image: ImageRow | undefined; imageId: number; model: number | null };

function Head({ image, imageId, model }: HeadProps) {
  const project = useProject();
  return (
    <header className="trace-head">
      <h1 className="truncate">
        Inside the detector <span className="soft">{image?.file_name}</span>
      </h1>
      <ModelChoice model={model} />
      <Link
        to="/projects/$projectId/annotate"
        params={{ projectId: String(project.id) }}
        search={{ image: imageId }}
        className={buttonClass()}
      >
        Open in the editor
      </Link>
    </header>
  );
}

function ModelChoice({ model }: { model: number | null }) {
  const project = useProject();
  const navigate = useNavigate({ from: "/projects/$projectId/images/$imageId/trace" });
  const { data = [] } = useQuery(modelsQuery(project.id));
  const chosen = model ?? data.find(({ is_active }) => is_active)?.id;
  if (data.length === 0) return null;
  return (
    <label className="trace-model">
      <span className="soft">Model</span>
      <select
        className="input select"
        value={chosen ?? ""}
        onChange={(event) =>
          // Ranks and proposals of another model are others: only the question about a box stays.
          void navigate({
            search: ({ detection: _, ...kept }) => ({ ...kept, model: Number(event.target.value) }),
            replace: true,
          })
        }
      >
        {chosen === undefined && <option value="">None</option>}
        {data.map((each) => (
          <option key={each.id} value={each.id}>
            {modelName(each)}
            {each.is_active && " (active)"}
          </option>
        ))}
      </select>
    </label>
  );
}
