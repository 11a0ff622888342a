/** Boxes that leave the house as files, and those that come in. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { send } from "./http.ts";
import type { components } from "./schema.ts";
import type { Job } from "./types.ts";

const inProject = (id: number) => ({ path: { project_id: id } });

export type ExportRequest = components["schemas"]["NewExportRequest"];

export const exportsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "exports"],
    queryFn: async ({ signal }) => {
      const params = inProject(project);
      const call = client.GET("/api/projects/{project_id}/exports", { params, signal });
      return (await bodyOf(call)).results;
    },
  });

export const startExport = (project: number, body: ExportRequest) =>
  bodyOf(client.POST("/api/projects/{project_id}/exports", { params: inProject(project), body }));

export type ImportRequest = {
  file: File;
  kind: "annotations" | "predictions";
  /** Whether the images count as finished afterwards, or wait for a person. */
  state: "done" | "todo";
  modelName: string;
  dryRun: boolean;
};

export async function startImport(project: number, wanted: ImportRequest): Promise<Job> {
  const body = new FormData();
  body.set("file", wanted.file);
  body.set("kind", wanted.kind);
  body.set("dry_run", String(wanted.dryRun));
  if (wanted.kind === "predictions") body.set("model_name", wanted.modelName.trim());
  else body.set("state", wanted.state);
  const address = new URL(`/api/projects/${project}/imports`, location.origin);
  return (await send(new Request(address, { method: "POST", body }))).json();
}
