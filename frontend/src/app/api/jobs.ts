/** Work that the server does in the background, and the files it makes. */

import { queryOptions } from "@tanstack/react-query";
import { pollEvery } from "../jobs/polling.ts";
import { request } from "./http.ts";
import type { ExportFile, Job, Page } from "./types.ts";

export const jobsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "jobs"],
    queryFn: async ({ signal }) =>
      (await request<Page<Job>>("GET", `/api/projects/${project}/jobs`, { signal })).results,
    refetchInterval: (query) => pollEvery(query.state.data ?? []),
  });

export const jobQuery = (id: number) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) => request<Job>("GET", `/api/jobs/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.finished_at ? false : 1000),
  });

export const startJob = (
  project: number,
  kind: "predict" | "train",
  params: Record<string, unknown> = {},
) => request<Job>("POST", `/api/projects/${project}/jobs`, { body: { kind, params } });

export const cancelJob = (id: number) => request<Job>("POST", `/api/jobs/${id}/cancel`);

export const exportsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "exports"],
    queryFn: async ({ signal }) =>
      (
        await request<{ results: ExportFile[] }>("GET", `/api/projects/${project}/exports`, {
          signal,
        })
      ).results,
  });

export type ExportRequest = { format: string; states: string[]; with_images: boolean };

export const startExport = (project: number, body: ExportRequest) =>
  request<Job>("POST", `/api/projects/${project}/exports`, { body });

export type ImportRequest = {
  file: File;
  kind: "annotations" | "predictions";
  modelName: string;
  dryRun: boolean;
};

export function startImport(project: number, { file, kind, modelName, dryRun }: ImportRequest) {
  const body = new FormData();
  body.set("file", file);
  body.set("kind", kind);
  body.set("dry_run", String(dryRun));
  if (kind === "predictions") body.set("model_name", modelName);
  return request<Job>("POST", `/api/projects/${project}/imports`, { body });
}
