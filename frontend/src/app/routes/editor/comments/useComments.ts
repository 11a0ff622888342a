/** The comments of the image on the desk. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Comment, commentsQuery } from "../../../api/comments.ts";
import { openByBox } from "./words.ts";

const NONE: readonly Comment[] = [];

/** So often it is looked whether somebody else said something. */
const LOOK_EVERY_MS = 15_000;

export function useComments(image: number | null): readonly Comment[] {
  const { data } = useQuery({
    ...commentsQuery(image ?? 0),
    enabled: image !== null,
    refetchInterval: LOOK_EVERY_MS,
  });
  return data ?? NONE;
}

/** The number of open comments of each box that has any. */
export function useOpenByBox(image: number | null): ReadonlyMap<string, number> {
  const comments = useComments(image);
  return useMemo(() => openByBox(comments), [comments]);
}
