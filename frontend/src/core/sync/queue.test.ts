import { beforeEach, describe, expect, test } from "vitest";
import { newKey } from "../keys.ts";
import { HandClock } from "../testing/clock.ts";
import { annotation, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import type { Journal, JournalEntry } from "./journal-entry.ts";
import { Saver } from "./queue.ts";
import type { WireBox } from "./wire.ts";

const A = wireBox("a");
const B = wireBox("b");
const at = (key: string, x1: number) => wireBox(key, { x1 });

class MemoryJournal implements Journal {
  readonly kept = new Map<number, JournalEntry>();
  keep(entry: JournalEntry): void {
    this.kept.set(entry.image, entry);
  }
  forget(image: number): void {
    this.kept.delete(image);
  }
  async entries(): Promise<readonly JournalEntry[]> {
    return [...this.kept.values()];
  }
  remember(): void {}
  async recall(): Promise<null> {
    return null;
  }
}

let clock: HandClock;
let server: MemoryServer;
let journal: MemoryJournal;
let screen: Map<string, WireBox>;
let saver: Saver;
let effort: number;

beforeEach(() => {
  clock = new HandClock();
  server = new MemoryServer().add(1, [A, B]);
  journal = new MemoryJournal();
  open();
});

function open(): void {
  screen = new Map(server.boxesOf(1).map((box) => [box.key, box]));
  effort = 0;
  saver = new Saver({
    image: 1,
    annotation: annotation({ boxes: server.boxesOf(1) }),
    basedOn: 5,
    transport: server,
    journal,
    clock,
    newKey,
    host: {
      boxOf: (key) => screen.get(key) ?? null,
      takeEffort: () => {
        const taken = { active_seconds: effort, operations: {} };
        effort = 0;
        return taken;
      },
      returnEffort: (given) => {
        effort += given.active_seconds;
      },
      receive: ({ put, remove }) => {
        for (const box of put) screen.set(box.key, box);
        for (const key of remove) screen.delete(key);
      },
      duplicate: (box) => {
        screen.set("copy", { ...box, key: "copy" });
        return "copy";
      },
      changed: () => {},
    },
  });
}

function change(key: string, box: WireBox | null): void {
  if (box === null) screen.delete(key);
  else screen.set(key, box);
  saver.touch([key]);
}

/** Changes a and does `meanwhile` after the server took it, before its answer is here. */
async function withSlowAnswer(meanwhile: () => void): Promise<void> {
  const save = server.save.bind(server);
  server.save = async (...request) => {
    server.save = save;
    const outcome = await save(...request);
    meanwhile();
    return outcome;
  };
  change("a", at("a", 5));
  await clock.pass(1000);
}

/** The network is away for the first request, and back for the next. */
function failingOnce(load: MemoryServer["annotation"]): MemoryServer["annotation"] {
  let isBack = false;
  return async (image) => {
    if (isBack) return load(image);
    isBack = true;
    return { kind: "unavailable" };
  };
}

const bodies = () => server.requests.map(({ body }) => body);
const onServer = () => server.boxesOf(1).toSorted((a, b) => a.key.localeCompare(b.key));

describe("saving", () => {
  test("sends what changed, together, within half a second", async () => {
    change("a", at("a", 5));
    change("n", wireBox("n"));
    change("b", null);
    expect(saver.state).toBe("saving");
    expect(saver.unsaved).toBe(3);
    await clock.pass(500);

    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toMatchObject({
      upsert: [at("a", 5), wireBox("n")],
      delete: ["b"],
      based_on: 5,
    });
    expect(saver.state).toBe("saved");
    expect(saver.unsaved).toBe(0);
    expect(onServer()).toEqual([at("a", 5), wireBox("n")]);
  });

  test("is not put off by a hand that never rests", async () => {
    for (let step = 1; step <= 20; step++) {
      change("a", at("a", step));
      await clock.pass(100);
    }
    expect(bodies().length).toBeGreaterThan(2);
  });

  test("sends nothing of what was undone in time", async () => {
    change("a", at("a", 5));
    change("a", A);
    expect(saver.state).toBe("saved");
    await clock.pass(1000);
    expect(bodies()).toEqual([]);
  });

  test("sends an undo that comes while the change is on its way", async () => {
    change("a", at("a", 5));
    await clock.pass(400);
    change("a", A);
    await clock.pass(1000);
    expect(onServer()).toEqual([A, B]);
    expect(saver.state).toBe("saved");
  });

  test("sends many boxes in several requests, and the state with the last", async () => {
    for (let count = 0; count < 450; count++) screen.set(`n${count}`, wireBox(`n${count}`));
    saver.touch(screen.keys());
    saver.setState("done");
    await clock.pass(1000);
    expect(bodies().map((body) => body.upsert.length)).toEqual([200, 200, 50]);
    expect(bodies().map((body) => body.state)).toEqual([undefined, undefined, "done"]);
    expect(server.boxesOf(1)).toHaveLength(452);
  });

  test("sends the state even where no box changed, once", async () => {
    saver.setState("done");
    await clock.pass(100);
    saver.setState("done");
    await clock.pass(100);
    expect(bodies()).toHaveLength(1);
    expect(server.stateOf(1)).toBe("done");
    expect(saver.imageState).toBe("done");
  });
});

describe("when the network is away", () => {
  test("the work waits and is sent again by itself, as the same request", async () => {
    server.mishaps.push({ kind: "unavailable" }, { kind: "unavailable" });
    change("a", at("a", 5));
    await clock.pass(450);
    expect(saver.state).toBe("offline");
    expect(saver.unsaved).toBe(1);
    await clock.pass(5000);
    expect(saver.state).toBe("saved");
    expect(new Set(bodies().map(({ id }) => id)).size).toBe(1);
  });

  test("a lost answer does no harm", async () => {
    server.mishaps.push("lost");
    change("n", wireBox("n"));
    await clock.pass(5000);
    expect(saver.state).toBe("saved");
    expect(bodies()).toHaveLength(2);
    expect(onServer()).toEqual([A, B, wireBox("n")]);
  });

  test("attempts grow rarer, at most half a minute apart", async () => {
    for (let count = 0; count < 40; count++) server.mishaps.push({ kind: "unavailable" });
    change("a", at("a", 5));
    await clock.pass(60_000);
    const inTheFirstMinute = bodies().length;
    await clock.pass(60_000);
    expect(inTheFirstMinute).toBeLessThan(10);
    expect(bodies().length - inTheFirstMinute).toBe(2);
  });

  test("work goes on meanwhile, and all of it arrives", async () => {
    server.mishaps.push({ kind: "unavailable" });
    change("a", at("a", 5));
    await clock.pass(450);
    change("b", null);
    saver.setState("done");
    await clock.pass(5000);
    expect(onServer()).toEqual([at("a", 5)]);
    expect(server.stateOf(1)).toBe("done");
  });

  test("its return sends at once", async () => {
    for (let count = 0; count < 8; count++) server.mishaps.push({ kind: "unavailable" });
    change("a", at("a", 5));
    await clock.pass(20_000);
    server.mishaps.length = 0;
    saver.flush();
    await clock.pass(1);
    expect(saver.state).toBe("saved");
  });
});

describe("when the session has ended", () => {
  test("the work waits for the person, and goes on from there", async () => {
    server.mishaps.push({ kind: "signed-out" });
    change("a", at("a", 5));
    await clock.pass(60_000);
    expect(saver.state).toBe("signed-out");
    expect(bodies()).toHaveLength(1);
    saver.flush();
    await clock.pass(1);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual([at("a", 5), B]);
  });
});

describe("when the server refuses", () => {
  const refusal = { kind: "refused", code: "forbidden", message: "No.", hint: "Ask." } as const;

  test("the work is kept and shown, and not sent again by itself", async () => {
    server.mishaps.push(refusal);
    change("a", at("a", 5));
    await clock.pass(60_000);
    expect(saver.state).toBe("refused");
    expect(saver.refusal).toEqual(refusal);
    expect(saver.unsaved).toBe(1);
    expect(bodies()).toHaveLength(1);
  });

  test("the next change tries all of it again, under another id", async () => {
    server.mishaps.push(refusal);
    change("a", at("a", 5));
    await clock.pass(1000);
    change("b", at("b", 6));
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual([at("a", 5), at("b", 6)]);
    expect(new Set(bodies().map(({ id }) => id)).size).toBe(2);
  });

  test("work that was given up on its way does not hold up the next", async () => {
    server.save = async () => {
      server.save = MemoryServer.prototype.save;
      screen.set("a", A);
      saver.discard();
      return { kind: "unavailable" };
    };
    change("a", at("a", 5));
    await clock.pass(5000);
    change("b", at("b", 6));
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual([A, at("b", 6)]);
  });

  test("the person may give the changes up", async () => {
    server.mishaps.push(refusal);
    change("a", at("a", 5));
    await clock.pass(1000);
    saver.discard();
    expect(saver.state).toBe("saved");
    expect(journal.kept.size).toBe(0);
  });
});

describe("when somebody else saves too", () => {
  test("other boxes are merged without a question", async () => {
    server.change(1, [at("b", 77), wireBox("theirs")]);
    change("a", at("a", 5));
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(screen.get("b")).toEqual(at("b", 77));
    expect(screen.has("theirs")).toBe(true);
    expect(onServer()).toEqual([at("a", 5), at("b", 77), wireBox("theirs")]);
  });

  test("a box that both changed needs the person; the rest is saved", async () => {
    server.change(1, [at("a", 77)]);
    change("a", at("a", 5));
    change("b", null);
    await clock.pass(1000);
    expect(saver.state).toBe("conflict");
    expect(saver.conflicts).toEqual([{ key: "a", mine: at("a", 5), theirs: at("a", 77) }]);
    expect(onServer()).toEqual([at("a", 77)]);
    expect(screen.get("a")).toEqual(at("a", 5));
  });

  test("the image is not finished before they agree", async () => {
    server.change(1, [at("a", 77)]);
    change("a", at("a", 5));
    saver.setState("done");
    await clock.pass(1000);
    expect(server.stateOf(1)).toBe("todo");
    saver.resolve("a", "mine");
    await clock.pass(1000);
    expect(server.stateOf(1)).toBe("done");
    expect(onServer()).toEqual([at("a", 5), B]);
  });

  test.each([
    ["mine", [at("a", 5), B]],
    ["theirs", [at("a", 77), B]],
    ["both", [at("a", 77), B, { ...at("a", 5), key: "copy" }]],
  ] as const)("the person may keep %s", async (resolution, expected) => {
    server.change(1, [at("a", 77)]);
    change("a", at("a", 5));
    await clock.pass(1000);
    saver.resolve("a", resolution);
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual(expected);
    expect([...screen.values()].toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(expected);
  });

  test("what they deleted and I changed may be kept or let go", async () => {
    server.change(1, [], ["a"]);
    change("a", at("a", 5));
    await clock.pass(1000);
    expect(saver.conflicts).toEqual([{ key: "a", mine: at("a", 5), theirs: null }]);
    saver.resolve("a", "theirs");
    await clock.pass(1000);
    expect(screen.has("a")).toBe(false);
    expect(onServer()).toEqual([B]);
  });

  test("a lost answer hides nothing of what they did", async () => {
    server.mishaps.push("lost");
    change("a", at("a", 5));
    server.change(1, [at("b", 77)]);
    await clock.pass(5000);
    expect(saver.state).toBe("saved");
    expect(screen.get("b")).toEqual(at("b", 77));
  });

  test("a box that I changed while theirs was on its way to me needs the person", async () => {
    server.change(1, [at("b", 77)]);
    await withSlowAnswer(() => change("b", at("b", 6)));
    expect(saver.state).toBe("conflict");
    expect(saver.conflicts).toEqual([{ key: "b", mine: at("b", 6), theirs: at("b", 77) }]);
    expect(onServer()).toEqual([at("a", 5), at("b", 77)]);
    expect(screen.get("b")).toEqual(at("b", 6));
  });

  test("a box that I deleted while theirs was on its way to me needs the person", async () => {
    server.change(1, [at("b", 77)]);
    await withSlowAnswer(() => change("b", null));
    expect(saver.conflicts).toEqual([{ key: "b", mine: null, theirs: at("b", 77) }]);
    expect(onServer()).toEqual([at("a", 5), at("b", 77)]);
  });

  test("an undo on its way to a conflict does not undo their change", async () => {
    server.change(1, [at("a", 77)]);
    await withSlowAnswer(() => change("a", A));
    expect(saver.state).toBe("saved");
    expect(screen.get("a")).toEqual(at("a", 77));
    expect(onServer()).toEqual([at("a", 77), B]);
  });

  test("what they did is fetched later when it cannot be fetched now", async () => {
    server.mishaps.push("lost");
    change("a", at("a", 5));
    server.change(1, [at("b", 77)]);
    await clock.pass(420);
    server.annotation = failingOnce(server.annotation.bind(server));
    await clock.pass(10_000);
    expect(screen.get("b")).toEqual(at("b", 77));
    change("a", at("a", 6));
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual([at("a", 6), at("b", 77)]);
  });

  test("a conflict that ends by an undo, while the network is away, holds up nothing", async () => {
    server.change(1, [at("a", 77)]);
    server.annotation = failingOnce(server.annotation.bind(server));
    change("a", at("a", 5));
    await clock.pass(420);
    expect(saver.state).toBe("offline");
    change("a", A);
    await clock.pass(5000);
    expect(screen.get("a")).toEqual(at("a", 77));
    change("n", wireBox("n"));
    await clock.pass(1000);
    expect(saver.state).toBe("saved");
    expect(onServer()).toEqual([at("a", 77), B, wireBox("n")]);
  });

  test("the time spent is counted once, with the request that counts", async () => {
    effort = 12;
    server.change(1, [at("a", 77)]);
    change("b", null);
    change("a", at("a", 5));
    await clock.pass(1000);
    expect(bodies().map((body) => body.effort?.active_seconds)).toEqual([12, 12]);
    expect(effort).toBe(0);
  });

  test("a server that only ever refuses is not asked without end", async () => {
    server.save = async (image, revision, body) => {
      server.requests.push({ image, revision, body });
      return { kind: "conflict" };
    };
    change("a", at("a", 5));
    await clock.pass(3000);
    expect(bodies().length).toBeLessThan(12);
    expect(saver.unsaved).toBe(1);
  });
});

describe("the journal", () => {
  test("holds what the server has not, and is empty when it has", async () => {
    server.mishaps.push({ kind: "unavailable" });
    change("a", at("a", 5));
    saver.setState("done");
    expect(journal.kept.get(1)).toEqual({
      image: 1,
      changes: [{ key: "a", base: A, mine: at("a", 5) }],
      state: "done",
    });
    await clock.pass(5000);
    expect(journal.kept.size).toBe(0);
  });

  test("brings everything back after the window was closed", async () => {
    change("a", at("a", 5));
    saver.setState("done");
    saver.stop();
    const [entry] = await journal.entries();
    open();
    screen.set("a", at("a", 5));
    saver.restore(entry?.changes ?? [], entry?.state ?? null);
    await clock.pass(1000);
    expect(onServer()).toEqual([at("a", 5), B]);
    expect(server.stateOf(1)).toBe("done");
    expect(journal.kept.size).toBe(0);
  });

  test("asks when the box was changed elsewhere meanwhile", async () => {
    change("a", at("a", 5));
    saver.stop();
    const [entry] = await journal.entries();
    server.change(1, [at("a", 77)]);
    open();
    screen.set("a", at("a", 5));
    saver.restore(entry?.changes ?? [], null);
    expect(saver.conflicts).toEqual([{ key: "a", mine: at("a", 5), theirs: at("a", 77) }]);
  });
});
