/**
 * Undo as a value: two stacks of changes, one entry for each gesture. A history can be stored as it
 * is. Knows nothing of the document; whoever moves in time applies the change that is handed out.
 */

import { type Change, invert, merge } from "./commands.ts";
import type { Box } from "./document.ts";

export interface Entry {
  readonly change: Change;
  /** Milliseconds; tells whether the next nudge belongs to the same movement. */
  readonly at: number;
}

export interface History {
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
}

export const EMPTY_HISTORY: History = { past: [], future: [] };

/** Nudges that follow each other within this time are one step back. */
const SAME_MOVEMENT_MS = 1000;

/** A new change ends the future that was undone. */
export function commit(history: History, change: Change, at: number): History {
  const last = history.past.at(-1);
  if (last !== undefined && history.future.length === 0 && belongsTo(last, change, at)) {
    return {
      past: [...history.past.slice(0, -1), { change: merge(last.change, change), at }],
      future: [],
    };
  }
  return { past: [...history.past, { change, at }], future: [] };
}

/** The history one step back and the change that leads there; null at the beginning. */
export function undo(history: History): readonly [History, Change] | null {
  const last = history.past.at(-1);
  if (last === undefined) return null;

  const back = { past: history.past.slice(0, -1), future: [...history.future, last] };
  return [back, invert(last.change)];
}

/** The history one step forward and the change that leads there; null when nothing was undone. */
export function redo(history: History): readonly [History, Change] | null {
  const next = history.future.at(-1);
  if (next === undefined) return null;

  const forward = { past: [...history.past, next], future: history.future.slice(0, -1) };
  return [forward, next.change];
}

/** How the history says that each box it touched is now. */
export function outcomeOf(history: History): ReadonlyMap<string, Box | null> {
  const outcome = new Map<string, Box | null>();
  for (const { change } of history.past) {
    for (const { key, after } of change.edits) outcome.set(key, after);
  }
  // What was undone and never done again is as it was before its first step.
  for (const { change } of history.future.toReversed()) {
    for (const { key, before } of change.edits) if (!outcome.has(key)) outcome.set(key, before);
  }
  return outcome;
}

function belongsTo(last: Entry, change: Change, at: number): boolean {
  if (change.name !== "nudge" || last.change.name !== "nudge") return false;
  // A step from before a reload may seem to come from the future.
  if (at < last.at || at - last.at > SAME_MOVEMENT_MS) return false;

  const keys = new Set(last.change.edits.map((edit) => edit.key));
  return keys.size === change.edits.length && change.edits.every((edit) => keys.has(edit.key));
}
