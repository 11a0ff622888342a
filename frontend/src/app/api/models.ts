/** The model versions of a project. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "./http.ts";
import type { Model } from "./types.ts";

export const modelsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "models"],
    queryFn: async ({ signal }) =>
      (await request<{ results: Model[] }>("GET", `/api/projects/${project}/models`, { signal }))
        .results,
  });

export const promoteModel = (id: number) => request<Model>("POST", `/api/models/${id}/promote`);

export const rollBack = (project: number) =>
  request<Model>("POST", `/api/projects/${project}/models/roll-back`);
