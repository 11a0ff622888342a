/**
 * The boxes of one image, as a structure of arrays: what the renderer and the hit test walk through
 * tens of thousands of times a second. Knows nothing of commands, saving or the screen.
 *
 * Coordinates are kept as float64, so that what was drawn or imported is what is saved.
 */

import { type Rect, rectOf } from "./geometry.ts";

/** Who made the box: a person, or a model with a person's consent (as it was, or adjusted). */
export type Origin = "drawn" | "accepted" | "adjusted" | "imported";

/** Standard deviations of x1, y1, x2 and y2, in image pixels: how unsure the model is of each edge. */
export type Spread = readonly [number, number, number, number];

/** A predicted box waits for a person; a confirmed one is part of the annotation. */
export type Status = "predicted" | "confirmed" | "rejected";

export interface Box extends Rect {
  readonly key: string;
  readonly category: number;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly crowd: boolean;
  readonly origin: Origin;
  /** The detector's confidence score, 0 to 1; null when a person drew the box. */
  readonly score: number | null;
  /** How often such a suggestion is right, 0 to 1; null where nobody measured it. */
  readonly probability: number | null;
  /** Null where it is not known. */
  readonly spread: Spread | null;
  readonly modelVersion: number | null;
  readonly status: Status;
}

/** What a threshold is held against, and what people are shown: null when a person drew the box. */
export const confidenceOf = ({ probability, score }: Pick<Box, "probability" | "score">) =>
  probability ?? score;

const ORIGINS: readonly Origin[] = ["drawn", "accepted", "adjusted", "imported"];
const NO_MODEL = -1;

/** Bits of `flags`. */
const ALIVE = 1;
const OCCLUDED = 2;
const TRUNCATED = 4;
const CROWD = 8;
export const PREDICTED = 16;
export const REJECTED = 32;

const FIRST_CAPACITY = 64;

export class BoxDocument {
  /** Slots 0 to `end` are in use or free; `isAlive` tells which. */
  end = 0;
  x1 = new Float64Array(FIRST_CAPACITY);
  y1 = new Float64Array(FIRST_CAPACITY);
  x2 = new Float64Array(FIRST_CAPACITY);
  y2 = new Float64Array(FIRST_CAPACITY);
  category = new Int32Array(FIRST_CAPACITY);
  /** Probability or else score; NaN where there is neither. */
  confidence = new Float64Array(FIRST_CAPACITY);
  flags = new Uint8Array(FIRST_CAPACITY);
  #origin = new Uint8Array(FIRST_CAPACITY);
  #modelVersion = new Int32Array(FIRST_CAPACITY);
  #score = new Float64Array(FIRST_CAPACITY);
  #probability = new Float64Array(FIRST_CAPACITY);
  #keyAt: string[] = [];
  /** Only suggestions have one. */
  readonly #spreads = new Map<string, Spread>();
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];

  constructor(boxes: Iterable<Box> = []) {
    for (const box of boxes) this.put(box);
  }

  get size(): number {
    return this.#slots.size;
  }

  has(key: string): boolean {
    return this.#slots.has(key);
  }

  slotOf(key: string): number | undefined {
    return this.#slots.get(key);
  }

  isAlive(slot: number): boolean {
    return (at(this.flags, slot) & ALIVE) !== 0;
  }

  keyOf(slot: number): string {
    return this.#keyAt[slot] ?? "";
  }

  rectAt(slot: number): Rect {
    return {
      x1: at(this.x1, slot),
      y1: at(this.y1, slot),
      x2: at(this.x2, slot),
      y2: at(this.y2, slot),
    };
  }

  spreadAt(slot: number): Spread | null {
    return this.#spreads.get(this.keyOf(slot)) ?? null;
  }

  probabilityAt(slot: number): number | null {
    const probability = at(this.#probability, slot);
    return Number.isNaN(probability) ? null : probability;
  }

  get(key: string): Box | null {
    const slot = this.#slots.get(key);
    return slot === undefined ? null : this.boxAt(slot);
  }

  boxAt(slot: number): Box {
    const flags = at(this.flags, slot);
    const score = at(this.#score, slot);
    const probability = at(this.#probability, slot);
    const modelVersion = at(this.#modelVersion, slot);
    return {
      key: this.keyOf(slot),
      category: at(this.category, slot),
      ...this.rectAt(slot),
      occluded: (flags & OCCLUDED) !== 0,
      truncated: (flags & TRUNCATED) !== 0,
      crowd: (flags & CROWD) !== 0,
      origin: ORIGINS[at(this.#origin, slot)] ?? "drawn",
      score: Number.isNaN(score) ? null : score,
      probability: Number.isNaN(probability) ? null : probability,
      spread: this.spreadAt(slot),
      modelVersion: modelVersion === NO_MODEL ? null : modelVersion,
      status: statusOf(flags),
    };
  }

  /** Adds the box, or replaces the one with the same key. */
  put(box: Box): void {
    const slot = this.#slots.get(box.key) ?? this.#takeSlot(box.key);
    const { x1, y1, x2, y2 } = rectOf(box);
    this.x1[slot] = x1;
    this.y1[slot] = y1;
    this.x2[slot] = x2;
    this.y2[slot] = y2;
    this.category[slot] = box.category;
    this.confidence[slot] = confidenceOf(box) ?? Number.NaN;
    this.#score[slot] = box.score ?? Number.NaN;
    this.#probability[slot] = box.probability ?? Number.NaN;
    this.#origin[slot] = ORIGINS.indexOf(box.origin);
    this.#modelVersion[slot] = box.modelVersion ?? NO_MODEL;
    this.flags[slot] = flagsOf(box);
    if (box.spread) this.#spreads.set(box.key, box.spread);
    else this.#spreads.delete(box.key);
  }

  remove(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;

    this.#slots.delete(key);
    this.#spreads.delete(key);
    this.flags[slot] = 0;
    this.#keyAt[slot] = "";
    this.#free.push(slot);
  }

  *boxes(): Generator<Box> {
    for (let slot = 0; slot < this.end; slot++) {
      if (this.isAlive(slot)) yield this.boxAt(slot);
    }
  }

  #takeSlot(key: string): number {
    const slot = this.#free.pop() ?? this.end++;
    if (slot >= this.flags.length) this.#grow();
    this.#slots.set(key, slot);
    this.#keyAt[slot] = key;
    return slot;
  }

  #grow(): void {
    const capacity = this.flags.length * 2;
    this.x1 = copyInto(new Float64Array(capacity), this.x1);
    this.y1 = copyInto(new Float64Array(capacity), this.y1);
    this.x2 = copyInto(new Float64Array(capacity), this.x2);
    this.y2 = copyInto(new Float64Array(capacity), this.y2);
    this.category = copyInto(new Int32Array(capacity), this.category);
    this.confidence = copyInto(new Float64Array(capacity), this.confidence);
    this.#score = copyInto(new Float64Array(capacity), this.#score);
    this.#probability = copyInto(new Float64Array(capacity), this.#probability);
    this.flags = copyInto(new Uint8Array(capacity), this.flags);
    this.#origin = copyInto(new Uint8Array(capacity), this.#origin);
    this.#modelVersion = copyInto(new Int32Array(capacity), this.#modelVersion);
  }
}

/** A slot below `end` always holds a number; the compiler cannot know. */
export const at = (values: ArrayLike<number>, slot: number): number => values[slot] as number;

function copyInto<A extends { set(from: A): void }>(target: A, source: A): A {
  target.set(source);
  return target;
}

function flagsOf(box: Box): number {
  let flags = ALIVE;
  if (box.occluded) flags |= OCCLUDED;
  if (box.truncated) flags |= TRUNCATED;
  if (box.crowd) flags |= CROWD;
  if (box.status === "predicted") flags |= PREDICTED;
  if (box.status === "rejected") flags |= REJECTED;
  return flags;
}

function statusOf(flags: number): Status {
  if (flags & PREDICTED) return "predicted";
  if (flags & REJECTED) return "rejected";
  return "confirmed";
}
