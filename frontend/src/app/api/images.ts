/** The images of a project: all that fit by number, and what some of them look like. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { queryClient } from "./query-client.ts";
import type { paths } from "./schema.ts";
import { walked } from "./steps.ts";
import type { ImageQuery, ImageRow } from "./types.ts";

/** Rows that are fetched together. */
export const CHUNK = 60;
/** Answers that nobody looks at any more are kept for so long: going back and forth shows them at once. */
const KEPT = 10 * 60_000;

type Query = NonNullable<paths["/api/projects/{project_id}/images"]["get"]["parameters"]["query"]>;

const inProject = (project: number) => ({ project_id: project });

/** The cursor inside an address such as /api/projects/1/images?cursor=abc. */
export function cursorOf(address: string | null): string | null {
  return address ? new URL(address, "http://here").searchParams.get("cursor") : null;
}

function pageOf(project: number, query: Query, signal: AbortSignal) {
  const params = { path: inProject(project), query };
  return bodyOf(client.GET("/api/projects/{project_id}/images", { params, signal }));
}

/** Ids in order. */
export type Order = { readonly ids: readonly number[] };

/** All ids that fit; with the first look at those around a place, so that one answer fills the screen. */
export const orderQuery = (project: number, filters: ImageQuery, at: () => number) =>
  queryOptions({
    queryKey: ["project", project, "images", "order", filters],
    queryFn: async ({ signal }): Promise<Order> => {
      const query = { ...filters, at: at() - (at() % CHUNK), limit: CHUNK };
      const params = { path: inProject(project), query };
      const call = client.GET("/api/projects/{project_id}/images/order", { params, signal });
      const answer = await bodyOf(call);
      const ids = walked(answer.steps);
      const { queryKey } = rowsQuery(project, chunkOf(ids, answer.at / CHUNK));
      queryClient.setQueryData(queryKey, answer.results);
      return { ids };
    },
    gcTime: KEPT,
    // A list of 100,000 that is compared item by item costs more than it saves.
    structuralSharing: false,
  });

export const chunkOf = (ids: readonly number[], chunk: number) =>
  ids.slice(chunk * CHUNK, (chunk + 1) * CHUNK);

export const rowsQuery = (project: number, ids: readonly number[]) =>
  queryOptions({
    queryKey: ["project", project, "images", "rows", ids.join(",")],
    queryFn: ({ signal }): Promise<ImageRow[]> =>
      findImages(project, { ids: ids.join(","), limit: CHUNK, ordering: "id" }, signal),
    enabled: ids.length > 0,
    staleTime: 30_000,
    gcTime: KEPT,
  });

/** The first images that match. */
export const findImages = async (project: number, query: Query, signal: AbortSignal) =>
  (await pageOf(project, query, signal)).results;

/** A few images that stand for the project. */
export const coverQuery = (project: number, amount: number) =>
  queryOptions({
    queryKey: ["project", project, "cover", amount],
    queryFn: ({ signal }) => findImages(project, { ordering: "-id", limit: amount }, signal),
    staleTime: 60_000,
  });
