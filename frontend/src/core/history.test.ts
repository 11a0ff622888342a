import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, type Change, nudgeBoxes, relabelBoxes } from "./commands.ts";
import type { BoxDocument } from "./document.ts";
import { commit, EMPTY_HISTORY, type History, outcomeOf, redo, undo } from "./history.ts";
import { anyCommand, fresh } from "./testing/commands.ts";
import { box, IMAGE } from "./testing/make.ts";

const contents = (document: BoxDocument) =>
  [...document.boxes()].sort((a, b) => a.key.localeCompare(b.key));

function travel(document: BoxDocument, history: History, step: typeof undo): History {
  const taken = step(history);
  if (taken === null) return history;
  apply(document, taken[1]);
  return taken[0];
}

test("as many undos as commits lead to the start, and as many redos forward again", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const document = fresh();
      let history = EMPTY_HISTORY;
      const seen = [contents(document)];
      commands.forEach((command, place) => {
        const change = command(document);
        if (change === null) return;
        apply(document, change);
        history = commit(history, change, place * 10_000);
        seen.push(contents(document));
      });
      expect(history.past).toHaveLength(seen.length - 1);

      for (const before of seen.slice(0, -1).toReversed()) {
        history = travel(document, history, undo);
        expect(contents(document)).toEqual(before);
      }
      expect(undo(history)).toBeNull();
      for (const after of seen.slice(1)) {
        history = travel(document, history, redo);
        expect(contents(document)).toEqual(after);
      }
      expect(redo(history)).toBeNull();
    }),
  );
});

test("there is nothing before the first change and nothing after the last", () => {
  expect(undo(EMPTY_HISTORY)).toBeNull();
  expect(redo(EMPTY_HISTORY)).toBeNull();
});

test("a new change ends the future that was undone", () => {
  const document = fresh();
  const change = relabelBoxes(document, ["a"], 2) as Change;
  const [back] = undo(commit(EMPTY_HISTORY, change, 0)) ?? [EMPTY_HISTORY];
  expect(commit(back, change, 1).future).toEqual([]);
});

describe("nudges", () => {
  const nudge = (document: BoxDocument, keys = ["a"]): Change => {
    const change = nudgeBoxes(document, keys, 1, 0, IMAGE) as Change;
    apply(document, change);
    return change;
  };

  test("that follow each other are one step back", () => {
    const document = fresh();
    let history = commit(EMPTY_HISTORY, nudge(document), 0);
    history = commit(history, nudge(document), 300);
    history = commit(history, nudge(document), 600);
    expect(history.past).toHaveLength(1);
    travel(document, history, undo);
    expect(document.get("a")).toEqual(box("a"));
  });

  test("after a pause, or of other boxes, are a step of their own", () => {
    const document = fresh();
    let history = commit(EMPTY_HISTORY, nudge(document), 0);
    history = commit(history, nudge(document), 5000);
    history = commit(history, nudge(document, ["b"]), 5100);
    expect(history.past).toHaveLength(3);
  });
});

test("the outcome of a history is how the boxes are, however far one went back", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), fc.nat(10), (commands, back) => {
      const document = fresh();
      let history = EMPTY_HISTORY;
      for (const command of commands) {
        const change = command(document);
        if (change === null) continue;
        apply(document, change);
        history = commit(history, change, 0);
      }
      for (let step = 0; step < back; step++) history = travel(document, history, undo);
      for (const [key, box] of outcomeOf(history)) expect(document.get(key)).toEqual(box);
    }),
  );
});
