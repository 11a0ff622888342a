/**
 * One image with its boxes, its undo history and its saver: what lies on the desk, and what stays
 * behind while it is still being saved. Knows nothing of the screen.
 */

import { apply, type Change } from "./commands.ts";
import { haveCues, isAudited } from "./cues.ts";
import { type Box, BoxDocument } from "./document.ts";
import { type Effort, EffortMeter } from "./effort.ts";
import { commit, EMPTY_HISTORY, type History, outcomeOf, redo, undo } from "./history.ts";
import { newKey } from "./keys.ts";
import type { Access, OpenImage, Reason, SheetImage } from "./open-image.ts";
import { freshSuggestions, likely, settles } from "./suggestions/fresh.ts";
import type { RemoteChange } from "./sync/conflict.ts";
import type { Journal, JournalEntry } from "./sync/journal-entry.ts";
import { sameBoxOrNone } from "./sync/ops.ts";
import { Saver } from "./sync/saver.ts";
import type { Clock, SaveTransport } from "./sync/transport.ts";
import {
  fromPrediction,
  fromWire,
  toWire,
  type WireBox,
  type WireNote,
  type WirePrediction,
} from "./sync/wire.ts";

export interface SheetOptions {
  readonly open: OpenImage;
  readonly transport: SaveTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The state of saving may have changed. */
  readonly changed: () => void;
  /** Boxes came from elsewhere; what of them are other people's, with their names. */
  readonly received: (sheet: Sheet, change?: RemoteChange) => void;
}

export class Sheet {
  readonly image: SheetImage;
  prediction: WirePrediction | null = null;
  /** What a newer look at the image saw, as long as nobody asked to see it. */
  newer: WirePrediction | null = null;
  readonly reason: Reason | null;
  /** What was said when the image came to the state in which it was opened. */
  readonly note: WireNote | null;
  readonly document: BoxDocument;
  readonly saver: Saver;
  readonly effort = new EffortMeter();
  leasedUntil: number | null;
  /** Whether suggestions are shown at all; not at first where drawing is expected to be quicker. */
  showsSuggestions: boolean;
  /** The person had the marks of unsure edges switched off, for a while at least. */
  cuesWereOff = false;
  /** Boxes that somebody put out of sight, and those that must stay as they are, while it is open. */
  hidden: ReadonlySet<string> = new Set();
  locked: ReadonlySet<string> = new Set();
  /** Grows with each change of a box. */
  version = 0;
  #access: Access = "ours";
  #history: History = EMPTY_HISTORY;
  #conflictCount = 0;
  readonly #options: SheetOptions;
  #hasCues = false;

  constructor(options: SheetOptions) {
    const { open, transport, journal, clock } = options;
    this.#options = options;
    this.image = open.image;
    this.reason = open.reason;
    this.note = open.annotation.note;
    this.showsSuggestions = open.prediction?.show_none !== true;
    this.leasedUntil = open.leasedUntil;
    this.document = new BoxDocument(open.annotation.boxes.map(fromWire));
    if (open.prediction !== null) {
      this.prediction = open.prediction;
      // On an image that is done, nothing is suggested unless somebody asks.
      if (open.annotation.state !== "done") this.#suggest(open.prediction);
    }
    const basedOn = () => this.prediction?.id ?? null;
    this.saver = new Saver({
      image: open.image.id,
      annotation: open.annotation,
      get basedOn() {
        return basedOn();
      },
      transport,
      journal,
      clock,
      newKey,
      host: {
        boxOf: (key) => savedForm(this.document.get(key)),
        takeEffort: () => ({ ...this.effort.take(), ...this.#seen() }),
        returnEffort: (effort) => this.effort.add(effort),
        receive: (change) => this.#receive(change),
        duplicate: (box) => this.#duplicate(box),
        changed: () => this.#savingChanged(),
      },
    });
  }

  /** Nothing that a model saw leaves the server before the image is done. */
  get isBlind(): boolean {
    return this.prediction?.is_blind === true;
  }

  get access(): Access {
    return this.#access;
  }

  get isReadOnly(): boolean {
    return this.#access === "elsewhere" || this.#access === "viewer";
  }

  /** Only what is ours is sent and journaled. */
  setAccess(access: Access): void {
    this.#access = access;
    if (access === "ours") this.saver.resume();
    else this.saver.pause();
  }

  get canUndo(): boolean {
    return !this.isReadOnly && this.#history.past.length > 0;
  }

  get canRedo(): boolean {
    return !this.isReadOnly && this.#history.future.length > 0;
  }

  /** Applies a person's change, remembers it for undo, and has it saved. */
  commit(change: Change): void {
    if (this.isReadOnly) return;
    this.#history = commit(this.#history, change, this.#options.clock.now());
    this.effort.count(change.name, change.edits.length);
    this.#applied(change);
  }

  undo(): Change | null {
    return this.#travel(undo(this.#history), "undo");
  }

  redo(): Change | null {
    return this.#travel(redo(this.#history), "redo");
  }

  /**
   * Takes up the steps of undo from before a reload, and with them what was rejected. Only where the
   * boxes still are as the steps left them, and nothing was done meanwhile.
   */
  async recall(): Promise<void> {
    const history = await this.#options.journal.recall(this.image.id);
    if (history === null || this.canUndo || this.canRedo) return;

    const outcome = [...outcomeOf(history)];
    if (!outcome.every(([key, box]) => this.#isAsLeft(key, box))) return;
    for (const [, box] of outcome) if (box?.status === "rejected") this.#reject(box);
    this.#history = history;
    this.version += 1;
    this.#options.received(this);
  }

  /** Puts back what a journal kept from before a reload. */
  restore(entry: JournalEntry): void {
    for (const { key, mine } of entry.changes) {
      if (mine === null) this.document.remove(key);
      else this.document.put(fromWire(mine));
    }
    this.version += 1;
    this.saver.restore(entry);
  }

  /** What the person was shown of a model: its worth is measured by it. */
  #seen(): Pick<Effort, "blind" | "cues"> {
    const cues = this.cuesWereOff ? "off" : isAudited(this.image.id) ? "audited" : "shown";
    return { ...(this.isBlind ? { blind: true } : {}), ...(this.#hasCues ? { cues } : {}) };
  }

  /** A prediction that came late is kept aside until somebody takes it: hands may be on the boxes. */
  offer(prediction: WirePrediction): void {
    if (prediction.id === this.prediction?.id || prediction.id === this.newer?.id) return;
    this.newer = prediction;
    this.#options.changed();
  }

  /**
   * Shows what a prediction suggests in the place of suggestions that nobody touched. Boxes stay as
   * they are, and what was rejected stays so.
   */
  take(prediction: WirePrediction): void {
    const isKnown = prediction.id === this.prediction?.id && this.#hasAnyOf(prediction);
    if (!isKnown) {
      this.#removeSuggestions(() => true);
      this.prediction = prediction;
      this.#suggest(prediction);
      this.version += 1;
    }
    this.newer = null;
    this.showsSuggestions = true;
    this.#options.received(this);
  }

  /** As before a reload: what another model has seen since in the same place is gone too. */
  #reject(box: Box): void {
    this.#removeSuggestions((suggested) => settles(box, suggested));
    this.document.put(box);
  }

  #suggest(prediction: WirePrediction): void {
    const suggestions = freshSuggestions(prediction, this.document);
    for (const box of suggestions) this.document.put(box);
    this.#hasCues = haveCues(likely(suggestions, prediction));
  }

  #removeSuggestions(which: (box: Box) => boolean): void {
    for (const box of [...this.document.boxes()]) {
      if (box.status === "predicted" && which(box)) this.document.remove(box.key);
    }
  }

  #hasAnyOf(prediction: WirePrediction): boolean {
    return fromPrediction(prediction).some(({ key }) => this.document.has(key));
  }

  #travel(step: readonly [History, Change] | null, name: "undo" | "redo"): Change | null {
    if (step === null || this.isReadOnly) return null;

    const [history, change] = step;
    this.#history = history;
    this.effort.count(name);
    this.#applied(change);
    return change;
  }

  #applied(change: Change): void {
    apply(this.document, change);
    this.version += 1;
    // The work first: a crash between the two takes a step of undo.
    this.saver.touch(change.edits.map((edit) => edit.key));
    this.#options.journal.remember(this.image.id, this.#history);
  }

  #isAsLeft(key: string, left: Box | null): boolean {
    const now = this.document.get(key);
    const isOpen = now?.status === "predicted" && left !== null && left.status !== "confirmed";
    return isOpen || sameBoxOrNone(savedForm(now), savedForm(left));
  }

  /** A conflict that comes or goes is seen on the image, too. */
  #savingChanged(): void {
    const count = this.saver.conflicts.length;
    if (count !== this.#conflictCount) this.#options.received(this);
    else this.#options.changed();
    this.#conflictCount = count;
  }

  #receive(change: RemoteChange): void {
    for (const box of change.put) this.document.put(fromWire(box));
    for (const key of change.remove) this.document.remove(key);
    this.version += 1;
    this.#options.received(this, change);
  }

  #duplicate(box: WireBox): string {
    const key = newKey();
    this.document.put({ ...fromWire(box), key });
    this.version += 1;
    this.#options.received(this);
    return key;
  }
}

/** Only confirmed boxes are part of the annotation. */
const savedForm = (box: Box | null): WireBox | null =>
  box === null || box.status !== "confirmed" ? null : toWire(box);
