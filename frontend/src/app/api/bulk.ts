/** One thing done to many images: what it would do, doing it, and what was done. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { BulkRequest } from "./types.ts";

const inProject = (project: number) => ({ path: { project_id: project } });

export const previewQuery = (project: number, body: BulkRequest) =>
  queryOptions({
    queryKey: ["project", project, "bulk-preview", body],
    queryFn: ({ signal }) => {
      const params = inProject(project);
      const address = "/api/projects/{project_id}/bulk-actions/preview";
      return bodyOf(client.POST(address, { params, body, signal }));
    },
    // What others do meanwhile changes it.
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });

/** id: made once for each thing that is confirmed; a repeated request finds what the first one did. */
export const startBulk = (project: number, body: BulkRequest & { id: string; count?: number }) =>
  bodyOf(
    client.POST("/api/projects/{project_id}/bulk-actions", { params: inProject(project), body }),
  );

export const bulkActionsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "bulk-actions"],
    queryFn: async ({ signal }) => {
      const params = inProject(project);
      const call = client.GET("/api/projects/{project_id}/bulk-actions", { params, signal });
      return (await bodyOf(call)).results;
    },
  });
