import { beforeEach, expect, test } from "vitest";
import { Sheet } from "../sheet.ts";
import { HandClock } from "../testing/clock.ts";
import { NO_JOURNAL } from "../testing/journal.ts";
import { openImage } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import { Lookahead } from "./lookahead.ts";

const MINUTE = 60_000;
const LEASE = 15 * MINUTE;

let clock: HandClock;
let server: LeasingServer;
let lookahead: Lookahead;
let held: number[];

/** Leases for a quarter of an hour, and knows who has which image. */
class LeasingServer extends MemoryServer {
  readonly taken = new Set<number>();
  readonly leases = new Map<number, number>();

  override async next(exclude: readonly number[], count: number) {
    const outcome = await super.next([...exclude, ...this.taken], count);
    if (outcome.kind !== "opened") return outcome;
    const leasedUntil = clock.now() + LEASE;
    for (const { image } of outcome.images) this.leases.set(image.id, leasedUntil);
    return { ...outcome, images: outcome.images.map((open) => ({ ...open, leasedUntil })) };
  }

  override async lease(image?: number) {
    if (image === undefined || this.taken.has(image)) return { kind: "held" as const, by: "ben" };
    const until = clock.now() + LEASE;
    this.leases.set(image, until);
    return { kind: "leased" as const, until };
  }
}

beforeEach(() => {
  clock = new HandClock();
  server = new LeasingServer();
  server.queue = [1, 2, 3, 4, 5, 6].map((id) => openImage(id));
  held = [];
  lookahead = new Lookahead({
    transport: server,
    clock,
    held: () => held,
    layOut: (open) =>
      new Sheet({
        open,
        transport: server,
        journal: NO_JOURNAL,
        clock,
        changed: () => {},
        received: () => {},
      }),
    arrived: () => {},
  });
});

const ids = () => lookahead.images.map(({ id }) => id);

test("three sheets are laid out ahead", async () => {
  await lookahead.refill();
  expect(ids()).toEqual([1, 2, 3]);
  expect(lookahead.take()?.image.id).toBe(1);
  held = [1];
  await lookahead.refill();
  expect(ids()).toEqual([2, 3, 4]);
});

test("they stay reserved however long the person looks at one image", async () => {
  await lookahead.refill();
  for (let minute = 0; minute < 60; minute++) {
    await clock.pass(MINUTE);
    for (const id of ids()) expect(server.leases.get(id)).toBeGreaterThan(clock.now());
  }
  expect(ids()).toEqual([1, 2, 3]);
});

test("an image that somebody else has got meanwhile is let go, and another one comes", async () => {
  await lookahead.refill();
  server.taken.add(2);
  await clock.pass(LEASE);
  expect(ids()).toEqual([1, 3, 4]);
});

test("what was not begun is given back, and nothing is reserved any more", async () => {
  await lookahead.refill();
  lookahead.end();
  expect(server.released).toEqual([1, 2, 3]);
  server.leases.clear();
  await clock.pass(10 * LEASE);
  expect(server.leases.size).toBe(0);
});

test("an answer that comes after the end is given back, too", async () => {
  const asked = lookahead.refill();
  lookahead.end();
  await asked;
  expect([...server.leases.keys()].filter((id) => !server.released.includes(id))).toEqual([]);
});
