/** What is said about comments. */

import type { Comment } from "../../../api/comments.ts";

export const isOpen = ({ resolved_at }: Comment): boolean => resolved_at === null;

/** Open ones first, in each part the newest first. */
export const inOrder = (comments: readonly Comment[]): Comment[] => [
  ...comments.filter(isOpen),
  ...comments.filter((comment) => !isOpen(comment)),
];

/** The number of open comments of each box that has any. */
export function openByBox(comments: readonly Comment[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { box_key } of comments.filter(isOpen)) {
    if (box_key !== null) counts.set(box_key, (counts.get(box_key) ?? 0) + 1);
  }
  return counts;
}
