/** The model versions of a project. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

const inProject = (id: number) => ({ path: { project_id: id } });

export const modelsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "models"],
    queryFn: async ({ signal }) => {
      const params = inProject(project);
      const call = client.GET("/api/projects/{project_id}/models", { params, signal });
      return (await bodyOf(call)).results;
    },
  });

export const promoteModel = (id: number) =>
  bodyOf(client.POST("/api/models/{model_id}/promote", { params: { path: { model_id: id } } }));

export const rollBack = (project: number) =>
  bodyOf(
    client.POST("/api/projects/{project_id}/models/roll-back", { params: inProject(project) }),
  );
