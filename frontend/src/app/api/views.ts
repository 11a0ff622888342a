/** Views of the gallery under a name. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

const inProject = (project: number) => ({ path: { project_id: project } });
const ofView = (view: number) => ({ path: { view_id: view } });

export const viewsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "views"],
    queryFn: async ({ signal }) => {
      const params = inProject(project);
      const call = client.GET("/api/projects/{project_id}/views", { params, signal });
      return (await bodyOf(call)).results;
    },
    staleTime: 60_000,
  });

type NewView = { name: string; query: Record<string, string>; is_shared: boolean };

export const saveView = (project: number, body: NewView) =>
  bodyOf(client.POST("/api/projects/{project_id}/views", { params: inProject(project), body }));

export const changeView = (view: number, body: Partial<NewView>) =>
  bodyOf(client.PATCH("/api/views/{view_id}", { params: ofView(view), body }));

export const deleteView = (view: number) =>
  client.DELETE("/api/views/{view_id}", { params: ofView(view) });
