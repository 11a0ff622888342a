/** The pages of a project's images. */

import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "./http.ts";
import type { ImageRow, Page } from "./types.ts";

const PAGE_SIZE = 60;

/** The cursor inside an address such as /api/projects/1/images?cursor=abc. */
export function cursorOf(address: string | null): string | null {
  return address ? new URL(address, "http://here").searchParams.get("cursor") : null;
}

export const imagesQuery = (project: number, filters: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: ["project", project, "images", filters],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ImageRow>>("GET", `/api/projects/${project}/images`, {
        query: { ...filters, limit: PAGE_SIZE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursorOf(last.next),
  });

export const deleteImage = (id: number) => request<null>("DELETE", `/api/images/${id}`);
