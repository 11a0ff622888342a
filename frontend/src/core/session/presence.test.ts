import { beforeEach, describe, expect, test } from "vitest";
import { drawBox } from "../commands.ts";
import type { Sheet } from "../sheet.ts";
import { HandClock } from "../testing/clock.ts";
import { NO_JOURNAL } from "../testing/journal.ts";
import { box, openImage, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import { Session } from "./session.ts";
import type { SessionNotice } from "./snapshot.ts";

let clock: HandClock;
let server: MemoryServer;
let session: Session;
let notices: SessionNotice[];

beforeEach(async () => {
  clock = new HandClock();
  server = new MemoryServer();
  server.queue = [1, 2].map((id) => openImage(id));
  notices = [];
  session = new Session({
    transport: server,
    journal: NO_JOURNAL,
    clock,
    show: () => {},
    prepare: () => {},
    refreshed: () => {},
    notify: (notice) => notices.push(notice),
  });
  await session.start(null);
  await clock.pass(10);
});

const current = () => session.snapshot().sheet as Sheet;

describe("who else has the image open", () => {
  test("is known after a moment, and for each image anew", async () => {
    server.others = ["ben"];
    expect(session.snapshot().others).toEqual([]);
    await clock.pass(1500);
    expect(session.snapshot().others).toEqual(["ben"]);
    await session.next();
    expect(session.snapshot().others).toEqual([]);
    expect(server.left).toEqual([1]);
  });

  test("is not asked for images that are only leafed through", async () => {
    await session.next();
    await session.previous();
    expect(server.left).toEqual([]);
  });

  test("is asked again, so that who comes and goes is seen", async () => {
    await clock.pass(1500);
    server.others = ["ben", "eve"];
    await clock.pass(20_000);
    expect(session.snapshot().others).toEqual(["ben", "eve"]);
    server.others = [];
    await clock.pass(5000);
    expect(session.snapshot().others).toEqual([]);
  });
});

test("what others save appears here by itself, with their names", async () => {
  server.change(1, [wireBox("theirs")]);
  await clock.pass(2000);
  expect(current().document.has("theirs")).toBe(true);
  expect(notices).toEqual([{ code: "merged", count: 1, by: ["ben"] }]);
  current().commit(drawBox(box("mine")));
  await clock.pass(1000);
  expect(server.boxesOf(1)).toHaveLength(2);
});

test("an image that was deleted under the open editor is noticed, though nothing was done", async () => {
  server.look = async () => ({
    kind: "refused",
    code: "not_found",
    message: "Not found.",
    hint: "",
  });
  await clock.pass(2000);
  expect(session.snapshot().isGone).toBe(true);
  await session.next();
  expect(session.snapshot().isGone).toBe(false);
});
