/** Remarks on an image and its boxes. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { cursorOf } from "./images.ts";
import type { components } from "./schema.ts";

export type Comment = components["schemas"]["Comment"];
export type Answer = components["schemas"]["Answer"];

const PAGE = 200;

/** All of them, the newest first: people need to see what is open, however much was said. */
export const commentsQuery = (image: number) =>
  queryOptions({
    queryKey: ["image", image, "comments"],
    queryFn: async ({ signal }) => {
      const found: Comment[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(image, cursor, signal);
        found.push(...page.results);
        cursor = cursorOf(page.next);
      } while (cursor !== null);
      return found;
    },
    staleTime: 15_000,
  });

function pageOf(image: number, cursor: string | null, signal: AbortSignal) {
  const query = cursor === null ? { limit: PAGE } : { limit: PAGE, cursor };
  const params = { path: { image_id: image }, query };
  return bodyOf(client.GET("/api/images/{image_id}/comments", { params, signal }));
}

export interface NewComment {
  /** Made once for each comment, so that sending it again does not say it twice. */
  readonly key: string;
  readonly text: string;
  readonly box_key?: string | null;
  readonly thread?: number;
}

export const addComment = (image: number, body: NewComment) =>
  bodyOf(
    client.POST("/api/images/{image_id}/comments", { params: { path: { image_id: image } }, body }),
  );

const ofComment = (id: number) => ({ path: { comment_id: id } });

export const changeComment = (id: number, body: { text: string } | { resolved: boolean }) =>
  bodyOf(client.PATCH("/api/comments/{comment_id}", { params: ofComment(id), body }));

export const deleteComment = (id: number) =>
  client.DELETE("/api/comments/{comment_id}", { params: ofComment(id) });
