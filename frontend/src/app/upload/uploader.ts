/**
 * Sends many files in batches, two requests at once, and remembers what became of each.
 * It lives outside React, so that an upload goes on while the person looks at other pages.
 */

import { type ApiError, asApiError } from "../api/problem.ts";
import type { UploadRow } from "../api/types.ts";
import { LIMITS, type Limits, shareProgress, takeBatch } from "./batches.ts";
import type { Send } from "./send.ts";

export type FileStatus = "waiting" | "sending" | "added" | "duplicate" | "refused" | "failed";

export type FileEntry = {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly file: File;
  status: FileStatus;
  /** 0..1 of its bytes. */
  progress: number;
  reason: string;
  hint: string;
};

export type UploadState = {
  entries: readonly Readonly<FileEntry>[];
  counts: Readonly<Record<FileStatus, number>>;
  bytes: number;
  sentBytes: number;
  active: boolean;
};

export type Uploader = ReturnType<typeof createUploader>;

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

export function createUploader({ send, onAdded, limits = LIMITS, wait = sleep }: Options) {
  let entries: FileEntry[] = [];
  let state = summary(entries);
  let lanes = 0;
  let lastId = 0;
  let batchFiles = limits.files;
  let stop = new AbortController();
  const listeners = new Set<() => void>();

  function tell() {
    state = summary(entries);
    for (const listener of listeners) listener();
  }

  function next(): FileEntry[] {
    const waiting = entries.filter((entry) => entry.status === "waiting");
    const batch = takeBatch(waiting, { ...limits, files: batchFiles });
    for (const entry of batch) entry.status = "sending";
    return batch;
  }

  async function lane(signal: AbortSignal) {
    for (let batch = next(); batch.length > 0 && !signal.aborted; batch = next()) {
      tell();
      await deliver(batch, signal);
    }
  }

  async function deliver(batch: FileEntry[], signal: AbortSignal) {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        settle(batch, await send(batch, (bytes) => progress(batch, bytes), signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        const problem = asApiError(error);
        if (problem.status === 413 && batch.length > 1) return smaller(batch);
        const mayPass = problem.status === 0 || problem.status >= 500 || problem.status === 429;
        if (!mayPass || attempt === ATTEMPTS) return fail(batch, problem);
        await wait(1000 * 2 ** (attempt - 1));
      }
    }
  }

  function progress(batch: FileEntry[], sent: number) {
    const shares = shareProgress(
      batch.map((entry) => entry.size),
      sent,
    );
    batch.forEach((entry, at) => {
      entry.progress = shares[at] ?? 0;
    });
    tell();
  }

  function settle(batch: FileEntry[], rows: readonly UploadRow[]) {
    batch.forEach((entry, at) => {
      const row = rows[at];
      entry.progress = 1;
      entry.status = row?.status ?? "failed";
      entry.reason = row ? (row.error?.detail ?? "") : "The server did not say what became of it.";
      entry.hint = row?.error?.hint ?? "";
    });
    tell();
    if (rows.some((row) => row.status === "added")) onAdded?.();
  }

  /** A proxy in between takes less at once than the server: go on with half as many files. */
  function smaller(batch: FileEntry[]) {
    batchFiles = Math.max(1, Math.floor(batch.length / 2));
    for (const entry of batch) {
      entry.status = "waiting";
      entry.progress = 0;
    }
    tell();
  }

  function fail(batch: FileEntry[], problem: ApiError) {
    for (const entry of batch) {
      entry.status = "failed";
      entry.progress = 0;
      entry.reason = problem.message;
      entry.hint = problem.hint;
    }
    tell();
  }

  function run() {
    const { signal } = stop;
    while (lanes < LANES && entries.some((entry) => entry.status === "waiting")) {
      lanes += 1;
      void lane(signal).finally(() => {
        lanes -= 1;
        tell();
      });
    }
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },

    state: () => state,

    add(files: readonly { name: string; file: File }[]) {
      const added = files.map(({ name, file }) => entryOf(++lastId, name, file));
      entries = [...entries, ...added];
      run();
      tell();
    },

    retry() {
      for (const entry of entries) {
        if (entry.status === "failed") Object.assign(entry, { status: "waiting", reason: "" });
      }
      run();
      tell();
    },

    /** Stops what is under way; what has arrived stays. */
    stop() {
      stop.abort();
      stop = new AbortController();
      lanes = 0;
      entries = entries.filter(({ status }) => status !== "waiting" && status !== "sending");
      tell();
    },

    clear() {
      entries = entries.filter(({ status }) => status === "waiting" || status === "sending");
      tell();
    },
  };
}

const entryOf = (id: number, name: string, file: File): FileEntry => ({
  id,
  name,
  size: file.size,
  file,
  status: "waiting",
  progress: 0,
  reason: "",
  hint: "",
});

function summary(entries: readonly FileEntry[]): UploadState {
  const counts = { waiting: 0, sending: 0, added: 0, duplicate: 0, refused: 0, failed: 0 };
  let bytes = 0;
  let sentBytes = 0;
  for (const entry of entries) {
    counts[entry.status] += 1;
    bytes += entry.size;
    sentBytes += entry.size * entry.progress;
  }
  const active = counts.waiting + counts.sending > 0;
  return { entries: [...entries], counts, bytes, sentBytes, active };
}
