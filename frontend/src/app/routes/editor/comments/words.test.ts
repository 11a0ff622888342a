import { expect, test } from "vitest";
import type { Comment } from "../../../api/comments.ts";
import { inOrder, openByBox } from "./words.ts";

const comment = (id: number, given: Partial<Comment> = {}): Comment => ({
  id,
  key: `key-${id}`,
  author: "ann",
  text: "Is this one?",
  created_at: "2026-11-24T12:00:00Z",
  edited_at: null,
  box_key: null,
  resolved_at: null,
  resolved_by: null,
  replies: [],
  ...given,
});

const resolved = { resolved_at: "2026-11-24T13:00:00Z" };

test("open comments come first, in each part in the order in which they came", () => {
  const comments = [comment(4, resolved), comment(3), comment(2, resolved), comment(1)];
  expect(inOrder(comments).map(({ id }) => id)).toEqual([3, 1, 4, 2]);
});

test("a box is marked by its open comments only", () => {
  const comments = [
    comment(1, { box_key: "a" }),
    comment(2, { box_key: "a" }),
    comment(3, { box_key: "b", ...resolved }),
    comment(4),
  ];
  expect([...openByBox(comments)]).toEqual([["a", 2]]);
});
