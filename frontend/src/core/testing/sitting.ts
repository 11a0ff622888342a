/** A session at a queue of six images, and what the person at it saw and was told. */

import type { SheetImage } from "../open-image.ts";
import { Session } from "../session/session.ts";
import type { Phase, SessionNotice } from "../session/snapshot.ts";
import type { Sheet } from "../sheet.ts";
import type { Journal, JournalEntry } from "../sync/journal-entry.ts";
import { HandClock } from "./clock.ts";
import { NO_JOURNAL } from "./journal.ts";
import { openImage } from "./make.ts";
import { MemoryServer } from "./server.ts";

export class Sitting {
  readonly clock = new HandClock();
  readonly server = new MemoryServer();
  /** What the journal has from an earlier window. */
  kept: JournalEntry[] = [];
  shown: (number | null)[] = [];
  near: readonly SheetImage[] = [];
  expected: number[] = [];
  notices: SessionNotice[] = [];
  refreshed = 0;
  session: Session;

  readonly #journal: Journal = {
    ...NO_JOURNAL,
    entries: async () => this.kept,
    entry: async (image) => this.kept.find((entry) => entry.image === image) ?? null,
  };

  constructor() {
    this.server.queue = [1, 2, 3, 4, 5, 6].map((id) => openImage(id));
    this.session = this.begin();
  }

  /** Another session at the same queue. */
  begin({ isReview = false, entries = this.#journal.entries } = {}): Session {
    this.session = new Session({
      transport: this.server,
      journal: { ...this.#journal, entries },
      clock: this.clock,
      show: (sheet) => this.shown.push(sheet?.image.id ?? null),
      prepare: (images) => {
        this.near = images;
      },
      expect: ({ id }) => this.expected.push(id),
      refreshed: () => {
        this.refreshed += 1;
      },
      notify: (notice) => this.notices.push(notice),
      isReview,
    });
    return this.session;
  }

  /** The queue hands out only what is still to be done, as the server does. */
  leaveInQueue(...ids: number[]): void {
    this.server.queue = this.server.queue.filter(({ image }) => ids.includes(image.id));
  }

  get phase(): Phase {
    return this.session.snapshot().phase;
  }

  /** The sheet on the desk. */
  get current(): Sheet {
    return this.session.snapshot().sheet as Sheet;
  }

  passing(): Promise<void> {
    return this.clock.pass(10);
  }
}
