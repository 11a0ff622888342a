import fc from "fast-check";
import { expect, test } from "vitest";
import { newKey } from "../keys.ts";
import { HandClock } from "../testing/clock.ts";
import { MemoryJournal } from "../testing/journal.ts";
import { annotation, wireBox } from "../testing/make.ts";
import { hostOf } from "../testing/saving.ts";
import { MemoryServer } from "../testing/server.ts";
import type { Resolution } from "./conflict.ts";
import { byKey, type SaveBody, sameBoxOrNone, type WireBoxes } from "./ops.ts";
import { Saver } from "./saver.ts";
import type { SaveOutcome } from "./transport.ts";
import type { WireBox } from "./wire.ts";

const START = [wireBox("a"), wireBox("b")];

/** Takes its time on the way there and back, and knows what the person has seen. */
class SlowServer extends MemoryServer {
  readonly overwrittenUnseen: WireBox[] = [];
  readonly seen = new Set(START.map((box) => JSON.stringify(box)));
  private readonly clock: HandClock;

  constructor(clock: HandClock) {
    super();
    this.clock = clock;
    this.add(1, START);
  }

  override async save(image: number, revision: number, body: SaveBody): Promise<SaveOutcome> {
    for (const box of body.upsert) this.see(box);
    await this.travel();
    const before = this.boxesOf(1);
    const outcome = await super.save(image, revision, body);
    this.compare(before, byKey(this.boxesOf(1)));
    await this.travel();
    return outcome;
  }

  see(box: WireBox): void {
    this.seen.add(JSON.stringify(box));
  }

  private compare(before: readonly WireBox[], after: WireBoxes): void {
    for (const box of before) {
      const isGone = !sameBoxOrNone(box, after.get(box.key) ?? null);
      if (isGone && !this.seen.has(JSON.stringify(box))) this.overwrittenUnseen.push(box);
    }
  }

  private travel(): Promise<void> {
    return new Promise((arrive) => {
      this.clock.after(60, arrive);
    });
  }
}

function open() {
  const clock = new HandClock();
  const server = new SlowServer(clock);
  const screen = new Map(START.map((box) => [box.key, box]));
  const journal = new MemoryJournal();
  const host = hostOf(screen);
  const saver: Saver = new Saver({
    image: 1,
    annotation: annotation({ boxes: START }),
    basedOn: null,
    transport: server,
    journal,
    clock,
    newKey,
    host: {
      ...host,
      receive: (change) => {
        host.receive(change);
        for (const box of change.put) server.see(box);
      },
    },
  });
  return { clock, server, screen, journal, saver };
}

type Bench = ReturnType<typeof open>;
type Deed = (bench: Bench) => void | Promise<void>;

/** A deed that says in a counterexample what it was. */
const named = (name: string, deed: Deed): Deed =>
  Object.assign(deed, { [fc.toStringMethod]: () => name });

const change = fc.tuple(fc.constantFrom("a", "b", "c"), fc.option(fc.integer({ min: 1, max: 9 })));
const mine = change.map(([key, x1]) =>
  named(`my ${key} ${x1}`, ({ screen, saver }) => {
    if (x1 === null) screen.delete(key);
    else screen.set(key, wireBox(key, { x1 }));
    saver.touch([key]);
  }),
);
const theirs = change.map(([key, x1]) =>
  named(`their ${key} ${x1}`, ({ server }) => {
    if (x1 === null) server.change(1, [], [key]);
    else server.change(1, [wireBox(key, { x1: x1 + 10 })]);
  }),
);
const waiting = fc
  .integer({ min: 0, max: 900 })
  .map((ms) => named(`wait ${ms}`, ({ clock }) => clock.pass(ms)));
const mishap = fc.constantFrom("lost", "unavailable", "signed-out").map((kind) =>
  named(kind, ({ server }) => {
    server.mishaps.push(kind === "lost" ? kind : { kind });
  }),
);
const flushing = fc.constant(named("flush", ({ saver }) => saver.flush()));
const resolution = fc.constantFrom<Resolution>("mine", "theirs", "both");
const resolving = resolution.map((how) => named(`take ${how}`, (bench) => decide(bench, how)));

function decide({ saver, server }: Bench, how: Resolution): void {
  for (const { key, theirs: box } of saver.conflicts) {
    if (box !== null) server.see(box);
    saver.resolve(key, how);
  }
}

const deeds = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: mine },
    { weight: 3, arbitrary: theirs },
    { weight: 3, arbitrary: waiting },
    { weight: 1, arbitrary: mishap },
    { weight: 1, arbitrary: flushing },
    { weight: 1, arbitrary: resolving },
  ),
  { maxLength: 25 },
);

/** The network is back, the person decides what is to decide, and looks at what there is. */
async function end(bench: Bench, how: Resolution): Promise<void> {
  const { clock, server, screen, saver } = bench;
  server.mishaps.length = 0;
  screen.set("last", wireBox("last"));
  saver.touch(["last"]);
  for (let turn = 0; turn < 3; turn++) {
    saver.flush();
    await clock.pass(40_000);
    decide(bench, how);
    await clock.pass(40_000);
  }
}

const sorted = (boxes: Iterable<WireBox>) => [...boxes].sort((a, b) => a.key.localeCompare(b.key));

test("whatever happens, in the end the screen and the server show the same boxes", async () => {
  await fc.assert(
    fc.asyncProperty(deeds, resolution, async (before, how) => {
      const bench = open();
      for (const deed of before) await deed(bench);
      await end(bench, how);
      expect(bench.saver.state).toBe("saved");
      expect(sorted(bench.screen.values())).toEqual(sorted(bench.server.boxesOf(1)));
      expect(bench.journal.kept.size).toBe(0);
    }),
    { numRuns: 400 },
  );
});

test("no version of somebody else's box is overwritten that the person has not seen", async () => {
  await fc.assert(
    fc.asyncProperty(deeds, resolution, async (before, how) => {
      const bench = open();
      for (const deed of before) await deed(bench);
      await end(bench, how);
      expect(bench.server.overwrittenUnseen).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
