import { beforeEach, describe, expect, test, vi } from "vitest";
import { drawBox } from "../commands.ts";
import type { SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import { type Journal, type JournalEntry, NO_JOURNAL } from "../sync/journal-entry.ts";
import { HandClock } from "../testing/clock.ts";
import { annotation, box, openImage, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import { Session } from "./session.ts";
import type { SessionNotice } from "./snapshot.ts";

let clock: HandClock;
let server: MemoryServer;
let session: Session;
let shown: (number | null)[];
let near: readonly SheetImage[];
let notices: SessionNotice[];
let refreshed: number;
let kept: JournalEntry[];

const journal: Journal = {
  ...NO_JOURNAL,
  entries: async () => kept,
  entry: async (image) => kept.find((entry) => entry.image === image) ?? null,
};

beforeEach(() => {
  clock = new HandClock();
  server = new MemoryServer();
  server.queue = [1, 2, 3, 4, 5, 6].map((id) => openImage(id));
  kept = [];
  begin();
});

function begin({ isReview = false, entries = journal.entries } = {}): void {
  shown = [];
  near = [];
  notices = [];
  refreshed = 0;
  session = new Session({
    transport: server,
    journal: { ...journal, entries },
    clock,
    show: (sheet) => shown.push(sheet?.image.id ?? null),
    prepare: (images) => {
      near = images;
    },
    refreshed: () => {
      refreshed += 1;
    },
    notify: (notice) => notices.push(notice),
    isReview,
  });
}

/** The queue hands out only what is still to be done, as the server does. */
const leaveInQueue = (...ids: number[]) => {
  server.queue = server.queue.filter(({ image }) => ids.includes(image.id));
};
const phase = () => session.snapshot().phase;
const current = () => session.snapshot().sheet as Sheet;
const passing = () => clock.pass(10);

describe("going through the queue", () => {
  test("shows one image after the other, each from what was fetched ahead", async () => {
    await session.start(null);
    await passing();
    expect(shown).toEqual([1]);
    expect(near.map(({ id }) => id)).toEqual([2, 3, 4]);
    await session.finish(0);
    await session.finish(0);
    expect(shown).toEqual([1, 2, 3]);
    expect(session.snapshot().finished).toBe(2);
  });

  test("says why an image was put aside, and a reviewer's word as such", async () => {
    await session.start(null);
    await session.putAside("unsure", "A cup or a bowl?");
    await session.putAside("returned", "One is missing.");
    await session.finish(0, { isVerdict: true });
    await passing();
    expect(server.requests.map(({ body }) => [body.state, body.reason, body.review])).toEqual([
      ["unsure", "A cup or a bowl?", undefined],
      ["returned", "One is missing.", true],
      ["done", undefined, true],
    ]);
  });

  test("an image that was fetched ahead opens before its turn, and comes only once", async () => {
    await session.start(null);
    await passing();
    await session.open(3);
    expect(shown).toEqual([1, 3]);
    const trail = session.snapshot().trail.map(({ image, place }) => [image.id, place]);
    expect(trail.slice(0, 3)).toEqual([
      [1, "visited"],
      [3, "current"],
      [2, "next"],
    ]);
  });

  test("an image that is put aside is named, and can be opened again", async () => {
    await session.start(null);
    await session.putAside("skipped");
    expect(notices).toMatchObject([{ code: "put-aside", state: "skipped", image: { id: 1 } }]);
    await session.open(1);
    expect(current().image.id).toBe(1);
  });

  test("a reviewer who passes over an image is not asked again", async () => {
    begin({ isReview: true });
    server.queue = [1, 2].map((id) => openImage(id, { annotation: annotation({ state: "done" }) }));
    await session.start(null);
    await session.next();
    await session.next();
    expect(shown).toEqual([1, 2, null]);
  });

  test("saves as done or as skipped, and never waits for it", async () => {
    await session.start(null);
    server.mishaps.push({ kind: "unavailable" });
    await session.finish(0);
    await session.putAside("skipped");
    expect(shown).toEqual([1, 2, 3]);
    expect(session.hasUnsaved).toBe(true);
    await clock.pass(3000);
    expect(server.stateOf(1)).toBe("done");
    expect(server.stateOf(2)).toBe("skipped");
    expect(session.snapshot().save.state).toBe("saved");
  });

  test("says which suggestions were not kept", async () => {
    await session.start(null);
    await session.finish(4);
    expect(notices).toMatchObject([{ code: "not-kept", count: 4, image: { id: 1 } }]);
  });

  test("goes back and forth without finishing", async () => {
    await session.start(null);
    await session.next();
    await session.previous();
    await session.previous();
    await session.next();
    expect(shown).toEqual([1, 2, 1, 2]);
    expect(current().saver.imageState).toBe("todo");
  });

  test("after a correction further back goes on to what is still to be done", async () => {
    await session.start(null);
    for (let count = 0; count < 3; count++) await session.finish(0);
    await session.previous();
    await session.previous();
    await session.finish(0);
    expect(shown).toEqual([1, 2, 3, 4, 3, 2, 4]);
  });

  test("ends with what to do next, and leads back to what was passed over", async () => {
    leaveInQueue(1, 2);
    await session.start(null);
    await session.next();
    await session.finish(0);
    expect(phase()).toEqual({ name: "empty", passedOver: 1 });
    expect(shown.at(-1)).toBeNull();
    await session.revisit();
    expect(shown.at(-1)).toBe(1);
  });

  test("goes on with the queue once it answers again, not back to what is done", async () => {
    leaveInQueue(1);
    await session.start(null);
    await passing();
    const next = server.next.bind(server);
    server.next = async () => ({ kind: "unavailable" });
    await session.finish(0);
    expect(phase()).toEqual({ name: "failed", failure: { kind: "unavailable" } });
    server.next = next;
    server.queue = [openImage(2)];
    await session.retry();
    expect(shown).toEqual([1, null, 2]);
  });

  test("a slow answer to an earlier step is not shown over a later one", async () => {
    await session.start(null);
    server.add(77);
    const slow = session.open(77);
    const fast = session.open(1);
    await Promise.all([slow, fast]);
    await passing();
    expect(shown).toEqual([1, 1]);
    expect(current().image.id).toBe(1);
  });

  test("gives back what it reserved and did not begin", async () => {
    await session.start(null);
    await passing();
    session.end();
    expect(server.released).toEqual([2, 3, 4]);
  });
});

describe("a journal that is slow to open", () => {
  let open: () => void;
  let starting: Promise<void>;

  const start = (image: number | null) => {
    const entries = new Promise<JournalEntry[]>((resolve) => {
      open = () => resolve(kept);
    });
    begin({ entries: () => entries });
    starting = session.start(image);
  };

  test("keeps nobody from asking the queue", async () => {
    start(null);
    await passing();
    expect(session.snapshot().trail.map(({ image }) => image.id)).toEqual([1, 2, 3]);
    open();
    await starting;
    expect(shown).toEqual([1]);
  });

  test("keeps nobody from asking for an image, which is asked for once", async () => {
    server.add(77);
    const asked = vi.spyOn(server, "open");
    start(77);
    expect(asked).toHaveBeenCalledOnce();
    open();
    await starting;
    expect(shown).toEqual([77]);
    expect(asked).toHaveBeenCalledOnce();
  });

  test("has what was left unsaved on an image that the queue gave meanwhile", async () => {
    kept = [{ image: 1, changes: [{ key: "b", base: null, mine: wireBox("b") }], state: null }];
    start(null);
    await passing();
    open();
    await starting;
    expect(shown).toEqual([1]);
    expect(current().document.has("b")).toBe(true);
    expect(session.snapshot().trail.map(({ image }) => image.id)).toEqual([1, 2, 3, 4]);
  });
});

describe("an image opened by its address", () => {
  test("comes first, then the queue", async () => {
    server.add(77, [wireBox("a")]);
    await session.start(77);
    await session.next();
    expect(shown).toEqual([77, 1]);
  });

  test("that somebody else has is shown all the same, with who it is", async () => {
    server.add(77);
    server.heldBy = "ann";
    await session.start(77);
    await passing();
    expect(phase()).toEqual({ name: "open" });
    expect(session.snapshot().heldBy).toBeNull();
    await clock.pass(500);
    expect(session.snapshot().heldBy).toBe("ann");
  });

  test("that does not come is tried again before the queue goes on", async () => {
    await session.start(null);
    await passing();
    server.add(77);
    server.mishaps.push({ kind: "unavailable" });
    await session.open(77);
    expect(phase().name).toBe("failed");
    await session.retry();
    expect(shown).toEqual([1, null, 77]);
  });

  test("that does not come can be tried again", async () => {
    server.add(77);
    server.mishaps.push({ kind: "unavailable" });
    await session.start(77);
    expect(phase()).toEqual({ name: "failed", failure: { kind: "unavailable" } });
    await session.retry();
    expect(shown.at(-1)).toBe(77);
  });
});

describe("other people's work", () => {
  test("appears on the image on the desk", async () => {
    await session.start(null);
    server.change(1, [wireBox("theirs")]);
    current().commit(drawBox(box("mine")));
    await clock.pass(1000);
    expect(refreshed).toBe(1);
    expect(current().document.has("theirs")).toBe(true);
  });

  test("is read after signing in again, when the session ended in between", async () => {
    await session.start(null);
    server.change(1, [wireBox("theirs")]);
    server.mishaps.push("lost");
    server.annotation = async () => {
      server.annotation = MemoryServer.prototype.annotation;
      return { kind: "signed-out" };
    };
    current().commit(drawBox(box("mine")));
    await clock.pass(3000);
    expect(session.snapshot().save.state).toBe("signed-out");
    session.flush();
    await clock.pass(10);
    expect(session.snapshot().save.state).toBe("saved");
    expect(current().document.has("theirs")).toBe(true);
  });

  test("that needs a decision is reported from any image", async () => {
    server.add(1, [wireBox("a")]);
    await session.start(1);
    server.change(1, [wireBox("a", { x1: 1 })]);
    const before = current().document.get("a");
    const after = box("a", { x1: 5 });
    current().commit({ name: "move", edits: [{ key: "a", before, after }] });
    await session.finish(0);
    await clock.pass(1000);
    const { save } = session.snapshot();
    expect(save.state).toBe("conflict");
    expect(save.needing.map(({ image }) => image.id)).toEqual([1]);
  });
});

describe("after the window was closed with unsaved work", () => {
  beforeEach(() => {
    server.add(3);
    kept = [{ image: 3, changes: [{ key: "n", base: null, mine: wireBox("n") }], state: null }];
    begin();
  });

  test("the work is back, is saved, and its image is shown", async () => {
    await session.start(null);
    expect(shown).toEqual([3]);
    expect(notices).toEqual([{ code: "restored", count: 1 }]);
    await clock.pass(1000);
    expect(server.boxesOf(3)).toEqual([wireBox("n")]);
    expect(session.hasUnsaved).toBe(false);
  });

  test("the work comes with its image when that could not be opened at once", async () => {
    server.mishaps.push({ kind: "unavailable" });
    leaveInQueue(3);
    await session.start(null);
    await passing();
    expect(shown).toEqual([3]);
    expect(current().document.has("n")).toBe(true);
    expect(notices).toEqual([{ code: "restored", count: 1 }]);
    await session.finish(0);
    await clock.pass(1000);
    expect(server.boxesOf(3)).toEqual([wireBox("n")]);
  });

  test("the queue does not hand the image out a second time", async () => {
    await session.start(null);
    for (let count = 0; count < 3; count++) await session.finish(0);
    expect(shown).toEqual([3, 1, 2, 4]);
  });
});

test("the time at an image is counted for that image", async () => {
  await session.start(null);
  await clock.pass(5000);
  session.sign();
  await session.finish(0);
  await clock.pass(1000);
  expect(server.requests[0]?.body.effort?.active_seconds).toBe(5);
});
