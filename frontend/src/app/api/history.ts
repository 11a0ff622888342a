/** What happened to an image, and the way back. */

import { infiniteQueryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { cursorOf } from "./images.ts";
import type { components } from "./schema.ts";

export type Revision = components["schemas"]["Revision"];
export type BoxChange = components["schemas"]["BoxChange"];

const PAGE = 30;
/** More than anybody can tell apart on one picture; the others are counted. */
const MOST_CHANGES = 300;

export const revisionsQuery = (image: number) =>
  infiniteQueryOptions({
    queryKey: ["image", image, "revisions"],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...cursor, limit: PAGE, most_changes: MOST_CHANGES };
      const params = { path: { image_id: image }, query };
      return bodyOf(client.GET("/api/images/{image_id}/revisions", { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursorOf(last.next),
  });

export const restore = (image: number, number: number) =>
  bodyOf(
    client.POST("/api/images/{image_id}/restore", {
      params: { path: { image_id: image } },
      body: { number },
    }),
  );
