/** What may be done with the comments of an image. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  addComment,
  changeComment,
  deleteComment,
  type NewComment,
} from "../../../api/comments.ts";

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
