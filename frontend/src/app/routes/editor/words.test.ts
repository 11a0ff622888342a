import { expect, test } from "vitest";
import { box, openImage, suggestion } from "../../../core/testing/make.ts";
import { noticeText } from "./notice-words.ts";
import { boxWords, saveWords } from "./words.ts";

test("a box is said in one line", () => {
  expect(boxWords(box("a", { occluded: true }), "car")).toBe(
    "car, confirmed, occluded, 100 × 70 at 10, 20",
  );
  expect(boxWords(suggestion("s", { score: 0.871 }), "car")).toBe(
    "car, suggested, 0.87, 100 × 70 at 10, 20",
  );
});

test("one word says whether the work is safe, and more only where it is not", () => {
  const words = (state: Parameters<typeof saveWords>[0]["state"], unsaved: number) =>
    saveWords({ state, unsaved, needing: [], orphaned: 0 });
  expect(words("saved", 0)).toBe("Saved");
  expect(words("saving", 2)).toBe("Saving");
  expect(words("offline", 12)).toBe("Offline, 12 changes kept here");
  expect(words("conflict", 1)).toBe("Needs you: two versions");
});

test("one suggestion is one, and several are several", () => {
  const image = { id: 1, width: 1, height: 1, fileName: "a.jpg" } as never;
  expect(noticeText({ code: "not-kept", count: 1, image })).toBe(
    "1 suggested box on a.jpg was not kept.",
  );
  expect(noticeText({ code: "accepted", count: 3 })).toBe("Accepted 3 suggestions.");
});

test("other people's changes are told with their names", () => {
  expect(noticeText({ code: "merged", count: 1, by: ["ben"] })).toBe("ben changed 1 box here.");
  expect(noticeText({ code: "merged", count: 3, by: ["ann", "ben", "eve"] })).toBe(
    "ann, ben and eve changed 3 boxes here.",
  );
});

test("an image that was put away is named, with what became of it", () => {
  const image = openImage(1).image;
  expect(noticeText({ code: "put-aside", state: "unsure", image })).toBe("Sent to review: 1.jpg.");
  expect(noticeText({ code: "put-aside", state: "skipped", image })).toBe("Skipped 1.jpg.");
});
