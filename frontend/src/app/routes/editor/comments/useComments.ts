/** The comments of the image on the desk, and what may be done with them. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  addComment,
  type Comment,
  changeComment,
  commentsQuery,
  deleteComment,
  type NewComment,
} from "../../../api/comments.ts";
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

/** A refusal is told by a toast; what was typed stays where it is. */
export function useCommentActions(image: number) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: ["image", image, "comments"] });
  const add = useMutation({ mutationFn: (body: NewComment) => addComment(image, body), onSettled });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: number } & ({ text: string } | { resolved: boolean })) =>
      changeComment(id, body as { text: string }),
    onSettled,
  });
  const remove = useMutation({ mutationFn: deleteComment, onSettled });
  return { add, change, remove };
}
