import fc from "fast-check";
import { expect, test } from "vitest";
import { newKey } from "../keys.ts";
import { HandClock } from "../testing/clock.ts";
import { MemoryJournal } from "../testing/journal.ts";
import { annotation } from "../testing/make.ts";
import { A, at, B, hostOf } from "../testing/saving.ts";
import { MemoryServer } from "../testing/server.ts";
import type { Resolution } from "./conflict.ts";
import { Saver } from "./saver.ts";
import type { WireBox } from "./wire.ts";

/** Two people with one server, each with a screen and a saver of their own. */
class Pair {
  readonly clock = new HandClock();
  readonly server = new MemoryServer().add(1, [A, B]);
  readonly people = [this.#open(), this.#open()] as const;

  #open() {
    const screen = new Map([A, B].map((box) => [box.key, box]));
    const saver: Saver = new Saver({
      image: 1,
      annotation: annotation({ boxes: [A, B] }),
      basedOn: null,
      transport: this.server,
      journal: new MemoryJournal(),
      clock: this.clock,
      newKey,
      host: hostOf(screen),
    });
    return { screen, saver };
  }

  change(person: 0 | 1, key: string, x1: number | null): void {
    const { screen, saver } = this.people[person];
    if (x1 === null) screen.delete(key);
    else screen.set(key, at(key, x1));
    saver.touch([key]);
  }

  /** The network is good, whoever is asked chooses, and both hear of what the other saved. */
  async end(how: Resolution): Promise<void> {
    this.server.mishaps.length = 0;
    for (let turn = 0; turn < 8; turn++) {
      for (const { saver } of this.people) {
        saver.flush();
        await this.clock.pass(40_000);
        for (const { key } of saver.conflicts) saver.resolve(key, how);
        await this.clock.pass(40_000);
        saver.catchUp(this.server.revisionOf(1), ["the other"]);
        await this.clock.pass(1000);
      }
    }
  }
}

type Deed = (pair: Pair) => void | Promise<void>;
const named = (name: string, deed: Deed): Deed =>
  Object.assign(deed, { [fc.toStringMethod]: () => name });

const person = fc.constantFrom(0 as const, 1 as const);
const change = fc
  .tuple(person, fc.constantFrom("a", "b", "c"), fc.option(fc.integer({ min: 1, max: 5 })))
  .map(([who, key, x1]) => named(`${who}: ${key} ${x1}`, (pair) => pair.change(who, key, x1)));
const waiting = fc
  .integer({ min: 0, max: 900 })
  .map((ms) => named(`wait ${ms}`, ({ clock }) => clock.pass(ms)));
const mishap = fc.constantFrom("lost", "unavailable").map((kind) =>
  named(kind, ({ server }) => {
    server.mishaps.push(kind === "lost" ? kind : { kind });
  }),
);
const hearing = person.map((who) =>
  named(`${who} hears`, ({ people, server }) =>
    people[who].saver.catchUp(server.revisionOf(1), ["the other"]),
  ),
);
const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: change },
    { weight: 3, arbitrary: waiting },
    { weight: 1, arbitrary: mishap },
    { weight: 1, arbitrary: hearing },
  ),
  { maxLength: 25 },
);
const sorted = (boxes: Iterable<WireBox>) =>
  [...boxes].toSorted((a, b) => a.key.localeCompare(b.key));

test("whatever two people do at once, in the end both see what the server has", async () => {
  const choice = fc.constantFrom<Resolution>("mine", "theirs", "both");
  await fc.assert(
    fc.asyncProperty(deeds, choice, async (before, how) => {
      const pair = new Pair();
      for (const deed of before) await deed(pair);
      await pair.end(how);
      const server = sorted(pair.server.boxesOf(1));
      for (const { screen, saver } of pair.people) {
        expect(saver.state).toBe("saved");
        expect(sorted(screen.values())).toEqual(server);
      }
    }),
    { numRuns: 200 },
  );
});
