/** The pages of a project's images. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { paths } from "./schema.ts";

const PAGE_SIZE = 60;

type Query = NonNullable<paths["/api/projects/{project_id}/images"]["get"]["parameters"]["query"]>;

/** The cursor inside an address such as /api/projects/1/images?cursor=abc. */
export function cursorOf(address: string | null): string | null {
  return address ? new URL(address, "http://here").searchParams.get("cursor") : null;
}

function pageOf(project: number, query: Query, signal: AbortSignal) {
  const params = { path: { project_id: project }, query };
  return bodyOf(client.GET("/api/projects/{project_id}/images", { params, signal }));
}

export const imagesQuery = (project: number, filters: Query) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "images", filters],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return pageOf(project, { ...filters, ...cursor, limit: PAGE_SIZE }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursorOf(last.next),
    // All pages that were scrolled through would be fetched again, one after the other.
    refetchOnWindowFocus: false,
  });

/** The first images that match. */
export const findImages = async (project: number, query: Query, signal: AbortSignal) =>
  (await pageOf(project, query, signal)).results;

/** A few images that stand for the project. */
export const coverQuery = (project: number, amount: number) =>
  queryOptions({
    queryKey: ["project", project, "cover", amount],
    queryFn: async ({ signal }) =>
      (await pageOf(project, { ordering: "-id", limit: amount }, signal)).results,
    staleTime: 60_000,
  });
