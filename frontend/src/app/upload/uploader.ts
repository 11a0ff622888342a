/**
 * Sends many files in batches, two requests at once, and remembers what became of each.
 * It lives outside React, so that an upload goes on while the person looks at other pages.
 */

import { type ApiError, asApiError } from "../api/problem.ts";
import type { UploadRow } from "../api/types.ts";
import { LIMITS, type Limits, shareProgress, takeBatch } from "./batches.ts";
import { entryOf, type FileEntry, isOpen, summary } from "./entries.ts";
import type { Send } from "./send.ts";

const LANES = 2;
const ATTEMPTS = 4;

type Options = {
  send: Send;
  /** Called after each batch of which something was added. */
  onAdded?: () => void;
  limits?: Limits;
  wait?: (milliseconds: number) => Promise<void>;
};

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** No answer, a busy server, or too many requests: what a second try may cure. */
const mayPass = ({ status }: ApiError) => status === 0 || status >= 500 || status === 429;

export class Uploader {
  readonly #send: Send;
  readonly #onAdded: () => void;
  readonly #wait: (milliseconds: number) => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #limits: Limits;
  #entries: FileEntry[] = [];
  #state = summary([]);
  #lanes = 0;
  #lastId = 0;
  #stopper = new AbortController();

  constructor({ send, onAdded = () => {}, limits = LIMITS, wait = sleep }: Options) {
    this.#send = send;
    this.#onAdded = onAdded;
    this.#limits = limits;
    this.#wait = wait;
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly state = () => this.#state;

  readonly add = (files: readonly { name: string; file: File }[]) => {
    const added = files.map(({ name, file }) => entryOf(++this.#lastId, name, file));
    this.#entries = [...this.#entries, ...added];
    this.#run();
  };

  readonly retry = () => {
    for (const entry of this.#entries) if (entry.status === "failed") putBack(entry);
    this.#run();
  };

  /** Stops what is under way; what has arrived stays. */
  readonly stop = () => {
    this.#stopper.abort();
    this.#stopper = new AbortController();
    this.#lanes = 0;
    this.#entries = this.#entries.filter((entry) => !isOpen(entry));
    this.#tell();
  };

  readonly clear = () => {
    this.#entries = this.#entries.filter(isOpen);
    this.#tell();
  };

  #tell() {
    this.#state = summary(this.#entries);
    for (const listener of this.#listeners) listener();
  }

  #run() {
    const { signal } = this.#stopper;
    while (this.#lanes < LANES && this.#entries.some(({ status }) => status === "waiting")) {
      this.#lanes += 1;
      void this.#lane(signal).finally(() => this.#leave(signal));
    }
    this.#tell();
  }

  /** A lane that was stopped is not counted any more. */
  #leave(signal: AbortSignal) {
    if (signal.aborted) return;
    this.#lanes -= 1;
    this.#tell();
  }

  async #lane(signal: AbortSignal) {
    for (let batch = this.#next(); batch.length > 0 && !signal.aborted; batch = this.#next()) {
      this.#tell();
      await this.#deliver(batch, signal);
    }
  }

  #next(): FileEntry[] {
    const waiting = this.#entries.filter(({ status }) => status === "waiting");
    const batch = takeBatch(waiting, this.#limits);
    for (const entry of batch) entry.status = "sending";
    return batch;
  }

  async #deliver(batch: FileEntry[], signal: AbortSignal) {
    for (let attempt = 1; !signal.aborted; attempt++) {
      const problem = await this.#attempt(batch, signal);
      if (problem === null || signal.aborted) return;
      if (problem.status === 413 && batch.length > 1) return this.#takeLess(batch);
      if (!mayPass(problem) || attempt === ATTEMPTS) return this.#fail(batch, problem);
      await this.#wait(1000 * 2 ** (attempt - 1));
    }
  }

  /** What went wrong; null when the files are there. */
  async #attempt(batch: FileEntry[], signal: AbortSignal): Promise<ApiError | null> {
    try {
      const rows = await this.#send(batch, (sent) => this.#progress(batch, sent), signal);
      this.#settle(batch, rows);
      return null;
    } catch (error) {
      return asApiError(error);
    }
  }

  #progress(batch: FileEntry[], sent: number) {
    const sizes = batch.map(({ size }) => size);
    shareProgress(sizes, sent).forEach((part, at) => {
      const entry = batch[at];
      if (entry) entry.progress = part;
    });
    this.#tell();
  }

  #settle(batch: FileEntry[], rows: readonly UploadRow[]) {
    batch.forEach((entry, at) => {
      const row = rows[at];
      entry.progress = 1;
      entry.status = row?.status ?? "failed";
      entry.reason = row ? (row.error?.detail ?? "") : "The server did not say what became of it.";
      entry.hint = row?.error?.hint ?? "";
    });
    this.#tell();
    if (rows.some(({ status }) => status === "added")) this.#onAdded();
  }

  /** A proxy in between takes less at once than the server: go on with half as many files. */
  #takeLess(batch: FileEntry[]) {
    this.#limits = { ...this.#limits, files: Math.max(1, Math.floor(batch.length / 2)) };
    batch.forEach(putBack);
    this.#tell();
  }

  #fail(batch: FileEntry[], problem: ApiError) {
    const { message: reason, hint } = problem;
    for (const entry of batch)
      Object.assign(entry, { status: "failed", progress: 0, reason, hint });
    this.#tell();
  }
}

function putBack(entry: FileEntry) {
  Object.assign(entry, { status: "waiting", progress: 0, reason: "", hint: "" });
}
