/** What waits for a reviewer, and what was finished today. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

const inProject = (id: number) => ({ path: { project_id: id } });

export const reviewQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "review"],
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/projects/{project_id}/review", { params: inProject(project), signal }),
      ),
  });

/** Today is where the person is, not where the server is. */
export function midnight(now: Date = new Date()): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}

export const todayQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "today"],
    queryFn: ({ signal }) => {
      const params = { ...inProject(project), query: { since: midnight() } };
      return bodyOf(client.GET("/api/projects/{project_id}/today", { params, signal }));
    },
    refetchInterval: 60_000,
  });
