/** A saver with a screen of boxes, a server in memory and a journal: what the tests of saving share. */

import { newKey } from "../keys.ts";
import { Saver } from "../sync/saver.ts";
import type { SaverHost } from "../sync/saver-host.ts";
import type { WireBox } from "../sync/wire.ts";
import { HandClock } from "./clock.ts";
import { MemoryJournal } from "./journal.ts";
import { annotation, wireBox } from "./make.ts";
import { MemoryServer } from "./server.ts";

export const A = wireBox("a");
export const B = wireBox("b");
export const at = (key: string, x1: number) => wireBox(key, { x1 });

/** What a saver asks of a screen of boxes. */
export const hostOf = (screen: Map<string, WireBox>): SaverHost => ({
  boxOf: (key) => screen.get(key) ?? null,
  takeEffort: () => ({ active_seconds: 0, operations: {} }),
  returnEffort: () => {},
  receive: ({ put, remove }) => {
    for (const box of put) screen.set(box.key, box);
    for (const key of remove) screen.delete(key);
  },
  duplicate: (box) => {
    const key = newKey();
    screen.set(key, { ...box, key });
    return key;
  },
  changed: () => {},
});

/** Image 1 with the boxes a and b, open on one screen. */
export class Bench {
  readonly clock = new HandClock();
  readonly server = new MemoryServer().add(1, [A, B]);
  readonly journal = new MemoryJournal();
  screen = new Map<string, WireBox>();
  effort = 0;
  /** Who the person was told had changed boxes. */
  readonly told: (readonly string[])[] = [];
  saver: Saver = this.open();

  /** The page is opened, or opened again: it shows what the server has. */
  open(): Saver {
    const boxes = this.server.boxesOf(1);
    const screen = new Map(boxes.map((box) => [box.key, box]));
    const host = hostOf(screen);
    this.screen = screen;
    this.saver = new Saver({
      image: 1,
      annotation: annotation({ boxes, revision: this.server.revisionOf(1) }),
      basedOn: 5,
      transport: this.server,
      journal: this.journal,
      clock: this.clock,
      newKey,
      host: {
        ...host,
        takeEffort: () => {
          const taken = { active_seconds: this.effort, operations: {} };
          this.effort = 0;
          return taken;
        },
        returnEffort: (given) => {
          this.effort += given.active_seconds;
        },
        receive: (change) => {
          host.receive(change);
          this.told.push(change.by);
        },
        duplicate: (box) => {
          screen.set("copy", { ...box, key: "copy" });
          return "copy";
        },
      },
    });
    return this.saver;
  }

  /** The page is gone without a word, and comes back with what the journal kept. */
  async crash(): Promise<void> {
    this.saver.pause();
    const entry = await this.journal.entry(1);
    this.open();
    if (entry === null) return;
    for (const { key, mine } of entry.changes) {
      if (mine === null) this.screen.delete(key);
      else this.screen.set(key, mine);
    }
    this.saver.restore(entry);
  }

  change(key: string, box: WireBox | null): void {
    if (box === null) this.screen.delete(key);
    else this.screen.set(key, box);
    this.saver.touch([key]);
  }

  /** Changes a, and does `meanwhile` after the server took it, before its answer is here. */
  async withSlowAnswer(meanwhile: () => void): Promise<void> {
    const save = this.server.save.bind(this.server);
    this.server.save = async (...request) => {
      this.server.save = save;
      const outcome = await save(...request);
      meanwhile();
      return outcome;
    };
    this.change("a", at("a", 5));
    await this.clock.pass(1000);
  }

  bodies() {
    return this.server.requests.map(({ body }) => body);
  }

  onServer(): WireBox[] {
    return this.server.boxesOf(1).toSorted((a, b) => a.key.localeCompare(b.key));
  }

  onScreen(): WireBox[] {
    return [...this.screen.values()].toSorted((a, b) => a.key.localeCompare(b.key));
  }
}
