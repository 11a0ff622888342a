/** Doubted labels: the next questions, answers, and the way back. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { SuspectAnswer, SuspectKind } from "./types.ts";

const ofSuspect = (id: number) => ({ path: { suspect_id: id } });

export type SuspectFilters = { kind?: SuspectKind; category?: number; skipped?: boolean };

export const suspectsQuery = (project: number, filters: SuspectFilters) =>
  queryOptions({
    queryKey: ["project", project, "suspects", filters],
    queryFn: ({ signal }) => {
      const params = { path: { project_id: project }, query: filters };
      return bodyOf(client.GET("/api/projects/{project_id}/suspects", { params, signal }));
    },
  });

export type Given = { answer: SuspectAnswer; category?: number };

export const answerSuspect = (id: number, body: Given) =>
  bodyOf(client.POST("/api/suspects/{suspect_id}/answer", { params: ofSuspect(id), body }));

export const undoSuspect = (id: number) =>
  bodyOf(client.POST("/api/suspects/{suspect_id}/undo", { params: ofSuspect(id) }));
