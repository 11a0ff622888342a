/**
 * The server as the saver sees it, in memory: revisions, merging, conflicts, repeated requests, and
 * every way in which a network fails.
 */

import type { OpenImage } from "../open-image.ts";
import type {
  LeaseOutcome,
  LookOutcome,
  OpenOutcome,
  SessionTransport,
} from "../session/transport.ts";
import { byKey, keysOf, type SaveBody, sameBoxOrNone, withSaved } from "../sync/ops.ts";
import type { Failure, LoadOutcome, Saved, SaveOutcome } from "../sync/transport.ts";
import type { ImageState, WireBox } from "../sync/wire.ts";
import { openImage } from "./make.ts";

interface Row {
  readonly revision: number;
  readonly boxes: ReadonlyMap<string, WireBox>;
}

class StoredImage {
  state: ImageState = "todo";
  history: Row[];
  readonly answered = new Map<string, Saved>();

  constructor(revision: number, boxes: readonly WireBox[]) {
    this.history = [{ revision, boxes: byKey(boxes) }];
  }

  get now(): Row {
    return this.history.at(-1) as Row;
  }
}

export class MemoryServer implements SessionTransport {
  readonly requests: {
    readonly image: number;
    readonly revision: number;
    readonly body: SaveBody;
  }[] = [];
  readonly released: number[] = [];
  readonly left: number[] = [];
  /** What the next requests answer instead; "lost" does the work and loses the answer. */
  readonly mishaps: (Failure | "lost")[] = [];
  queue: OpenImage[] = [];
  heldBy: string | null = null;
  /** Who else saves, and who else looks. */
  other = "ben";
  others: string[] = [];
  private readonly images = new Map<number, StoredImage>();

  add(id: number, boxes: readonly WireBox[] = [], revision = 3): this {
    this.images.set(id, new StoredImage(revision, boxes));
    return this;
  }

  boxesOf(id: number): WireBox[] {
    return [...this.stored(id).now.boxes.values()];
  }

  stateOf(id: number): ImageState {
    return this.stored(id).state;
  }

  revisionOf(id: number): number {
    return this.stored(id).now.revision;
  }

  /** Somebody else saves. */
  change(id: number, upsert: readonly WireBox[], gone: readonly string[] = []): void {
    const stored = this.stored(id);
    const { revision, boxes } = stored.now;
    stored.history.push({
      revision: revision + 1,
      boxes: withSaved(boxes, { upsert, delete: gone }),
    });
  }

  async save(image: number, revision: number, body: SaveBody): Promise<SaveOutcome> {
    this.requests.push({ image, revision, body });
    const mishap = this.mishaps.shift();
    if (mishap !== undefined && mishap !== "lost") return mishap;

    const outcome = this.stored(image).answered.get(body.id) ?? this.take(image, revision, body);
    return mishap === "lost" ? { kind: "unavailable" } : outcome;
  }

  async annotation(image: number): Promise<LoadOutcome> {
    const mishap = this.mishaps.shift();
    if (mishap !== undefined && mishap !== "lost") return mishap;
    const { now, state } = this.stored(image);
    return {
      kind: "loaded",
      annotation: { revision: now.revision, state, boxes: [...now.boxes.values()], note: null },
    };
  }

  async next(exclude: readonly number[], count: number): Promise<OpenOutcome> {
    const images = this.queue.filter(({ image }) => !exclude.includes(image.id)).slice(0, count);
    for (const { image } of images) if (!this.images.has(image.id)) this.add(image.id);
    return { kind: "opened", images };
  }

  async open(image: number): Promise<OpenOutcome> {
    const outcome = await this.annotation(image);
    if (outcome.kind !== "loaded") return outcome;
    return {
      kind: "opened",
      images: [openImage(image, { annotation: outcome.annotation, leasedUntil: null })],
    };
  }

  async lease(): Promise<LeaseOutcome> {
    return this.heldBy === null
      ? { kind: "leased", until: 900_000 }
      : { kind: "held", by: this.heldBy };
  }

  release(image: number): void {
    this.released.push(image);
  }

  async look(image: number): Promise<LookOutcome> {
    if (!this.images.has(image)) {
      return { kind: "refused", code: "not_found", message: "Not found.", hint: "" };
    }
    const revision = this.revisionOf(image);
    return { kind: "seen", others: this.others, revision, by: revision > 3 ? this.other : null };
  }

  leave(image: number): void {
    this.left.push(image);
  }

  private take(image: number, revision: number, body: SaveBody): SaveOutcome {
    const stored = this.stored(image);
    const base = stored.history.find((row) => row.revision === revision)?.boxes ?? new Map();
    const { now } = stored;
    const changed = [...new Set([...base.keys(), ...now.boxes.keys()])].filter(
      (key) => !sameBoxOrNone(base.get(key) ?? null, now.boxes.get(key) ?? null),
    );
    if (keysOf(body).some((key) => changed.includes(key))) {
      return { kind: "conflict", by: { names: [this.other] } };
    }

    stored.state = body.state ?? stored.state;
    stored.history.push({ revision: now.revision + 1, boxes: withSaved(now.boxes, body) });
    const there = changed.map((key) => now.boxes.get(key)).filter((box) => box !== undefined);
    const saved: Saved = {
      kind: "saved",
      revision: now.revision + 1,
      state: stored.state,
      merged: {
        upsert: there,
        delete: changed.filter((key) => !now.boxes.has(key)),
        by: changed.length > 0 ? [this.other] : [],
      },
      adjusted: [],
    };
    stored.answered.set(body.id, { ...saved, merged: { upsert: [], delete: [], by: [] } });
    return saved;
  }

  private stored(image: number): StoredImage {
    const stored = this.images.get(image);
    if (stored === undefined) throw new Error(`The server has no image ${image}.`);
    return stored;
  }
}
