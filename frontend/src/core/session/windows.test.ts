/** Two windows of one browser on the same images: one works, the other looks on. */

import { beforeEach, describe, expect, test } from "vitest";
import { drawBox } from "../commands.ts";
import type { Sheet } from "../sheet.ts";
import { HandClock } from "../testing/clock.ts";
import { MemoryJournal } from "../testing/journal.ts";
import { box, openImage, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import type { ClaimEvents, ClaimsFor } from "./claims.ts";
import { Session } from "./session.ts";
import type { SessionNotice } from "./snapshot.ts";

/** What the windows of a browser share. */
class Locks {
  readonly owners = new Map<number, ClaimEvents>();
  readonly waiting = new Map<number, ClaimEvents[]>();
  readonly released: number[] = [];

  readonly claimsFor: ClaimsFor = (events) => ({
    claim: async (image) => {
      const owner = this.owners.get(image) ?? events;
      if (owner === events) this.owners.set(image, events);
      else this.waiting.set(image, [...(this.waiting.get(image) ?? []), events]);
      return owner === events;
    },
    takeOver: async (image) => {
      await this.owners.get(image)?.surrender(image);
      this.owners.set(image, events);
    },
    release: (image) => this.release(image, events),
    end: () => {},
  });

  private release(image: number, events: ClaimEvents): void {
    this.released.push(image);
    if (this.owners.get(image) !== events) return;
    this.owners.delete(image);
    const [next, ...others] = this.waiting.get(image) ?? [];
    if (next === undefined) return;
    this.waiting.set(image, others);
    this.owners.set(image, next);
    next.freed(image);
  }
}

let clock: HandClock;
let server: MemoryServer;
let journal: MemoryJournal;
let locks: Locks;
let notices: SessionNotice[];

beforeEach(() => {
  clock = new HandClock();
  server = new MemoryServer().add(1, [wireBox("a")]).add(2);
  server.queue = [openImage(2)];
  journal = new MemoryJournal();
  locks = new Locks();
  notices = [];
});

async function window(image: number, isViewer = false): Promise<Session> {
  const session = new Session({
    transport: server,
    journal,
    clock,
    show: () => {},
    prepare: () => {},
    refreshed: () => {},
    notify: (notice) => notices.push(notice),
    claims: locks.claimsFor,
    isViewer,
  });
  await session.start(image);
  await clock.pass(10);
  return session;
}

const sheetOf = (session: Session) => session.snapshot().sheet as Sheet;
const draw = (session: Session, key: string) => sheetOf(session).commit(drawBox(box(key)));

describe("the second window at an image", () => {
  test("may look and not change", async () => {
    const first = await window(1);
    const second = await window(1);
    expect(first.snapshot().access).toBe("ours");
    expect(second.snapshot().access).toBe("elsewhere");
    draw(second, "x");
    expect(sheetOf(second).document.has("x")).toBe(false);
    await second.finish(0);
    expect(server.stateOf(1)).toBe("todo");
    expect(sheetOf(second).image.id).toBe(2);
  });

  test("sees what the first does", async () => {
    const first = await window(1);
    const second = await window(1);
    draw(first, "n");
    await clock.pass(10_000);
    expect(sheetOf(second).document.has("n")).toBe(true);
  });

  test("can take over; the first has its work saved and looks on from then", async () => {
    const first = await window(1);
    const second = await window(1);
    server.mishaps.push(...Array.from({ length: 3 }, () => ({ kind: "unavailable" }) as const));
    draw(first, "n");
    await clock.pass(450);
    expect(first.snapshot().save.state).toBe("offline");
    server.mishaps.length = 0;
    await second.takeOver();
    await clock.pass(10);
    expect(second.snapshot().access).toBe("ours");
    expect(first.snapshot().access).toBe("elsewhere");
    expect(sheetOf(second).document.has("n")).toBe(true);
    draw(second, "m");
    await clock.pass(20_000);
    expect(server.boxesOf(1).map(({ key }) => key)).toEqual(["a", "n", "m"]);
    expect(sheetOf(first).document.has("m")).toBe(true);
    expect(first.hasUnsaved).toBe(false);
    expect(journal.kept.size).toBe(0);
    expect(locks.released).toEqual([]);
  });

  test("may change the image once the first has gone on and saved", async () => {
    const first = await window(1);
    const second = await window(1);
    draw(first, "n");
    await first.finish(0);
    expect(second.snapshot().access).toBe("elsewhere");
    await clock.pass(5000);
    expect(second.snapshot().access).toBe("ours");
    expect(sheetOf(second).document.has("n")).toBe(true);
  });

  test("leaves the work of a first one that is offline alone", async () => {
    const first = await window(1);
    server.mishaps.push({ kind: "unavailable" }, { kind: "unavailable" });
    draw(first, "n");
    await clock.pass(450);
    const second = await window(2);
    expect(notices).toEqual([]);
    expect(second.snapshot().save.unsaved).toBe(0);
    expect(journal.kept.get(1)?.changes).toHaveLength(1);
  });
});

test("a viewer looks, goes on, and leaves no trace", async () => {
  const viewer = await window(1, true);
  expect(viewer.snapshot().access).toBe("viewer");
  draw(viewer, "x");
  await viewer.putAside("skipped");
  await viewer.previous();
  await clock.pass(5000);
  expect(server.requests).toEqual([]);
  expect(server.boxesOf(1)).toHaveLength(1);
  expect(locks.owners.size).toBe(0);
});

test("work whose image was deleted is told of and kept until the person says otherwise", async () => {
  journal.kept.set(9, {
    image: 9,
    changes: [{ key: "n", base: null, mine: wireBox("n") }],
    state: null,
  });
  server.open = async (image) =>
    image === 9
      ? { kind: "refused", code: "not_found", message: "Not found.", hint: "" }
      : MemoryServer.prototype.open.call(server, image);
  const session = await window(1);
  expect(session.snapshot().save.orphaned).toBe(1);
  expect(journal.kept.has(9)).toBe(true);
  session.forgetOrphans();
  expect(session.snapshot().save.orphaned).toBe(0);
  expect(journal.kept.has(9)).toBe(false);
});
