/** Work that the server does in the background. */

import { queryOptions } from "@tanstack/react-query";
import { pollEvery } from "../jobs/polling.ts";
import { bodyOf, client } from "./client.ts";

const inProject = (id: number) => ({ path: { project_id: id } });
const ofJob = (id: number) => ({ path: { job_id: id } });

export const jobsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "jobs"],
    queryFn: async ({ signal }) => {
      const params = inProject(project);
      const call = client.GET("/api/projects/{project_id}/jobs", { params, signal });
      return (await bodyOf(call)).results;
    },
    refetchInterval: (query) => pollEvery(query.state.data ?? []),
  });

export const jobQuery = (id: number) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/jobs/{job_id}", { params: ofJob(id), signal })),
    refetchInterval: (query) => (query.state.data?.finished_at ? false : 1000),
  });

export const startJob = (project: number, kind: "predict" | "train" | "suspects") =>
  bodyOf(
    client.POST("/api/projects/{project_id}/jobs", { params: inProject(project), body: { kind } }),
  );

export const cancelJob = (id: number) =>
  bodyOf(client.POST("/api/jobs/{job_id}/cancel", { params: ofJob(id) }));
