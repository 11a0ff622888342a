import { beforeEach, describe, expect, test } from "vitest";
import { annotation, openImage } from "../testing/make.ts";
import { Sitting } from "../testing/sitting.ts";

let sitting: Sitting;

beforeEach(() => {
  sitting = new Sitting();
});

describe("going through the queue", () => {
  test("shows one image after the other, each from what was fetched ahead", async () => {
    await sitting.session.start(null);
    await sitting.passing();
    expect(sitting.shown).toEqual([1]);
    expect(sitting.near.map(({ id }) => id)).toEqual([2, 3, 4]);
    await sitting.session.finish(0);
    await sitting.session.finish(0);
    expect(sitting.shown).toEqual([1, 2, 3]);
    expect(sitting.session.snapshot().finished).toBe(2);
  });

  test("says why an image was put aside, and a reviewer's word as such", async () => {
    await sitting.session.start(null);
    await sitting.session.putAside("unsure", "A cup or a bowl?");
    await sitting.session.putAside("returned", "One is missing.");
    await sitting.session.finish(0, { isVerdict: true });
    await sitting.passing();
    expect(
      sitting.server.requests.map(({ body }) => [body.state, body.reason, body.review]),
    ).toEqual([
      ["unsure", "A cup or a bowl?", undefined],
      ["returned", "One is missing.", true],
      ["done", undefined, true],
    ]);
  });

  test("an image that was fetched ahead opens before its turn, and comes only once", async () => {
    await sitting.session.start(null);
    await sitting.passing();
    await sitting.session.open(3);
    expect(sitting.shown).toEqual([1, 3]);
    const trail = sitting.session.snapshot().trail.map(({ image, place }) => [image.id, place]);
    expect(trail.slice(0, 3)).toEqual([
      [1, "visited"],
      [3, "current"],
      [2, "next"],
    ]);
  });

  test("an image that is put aside is named, and can be opened again", async () => {
    await sitting.session.start(null);
    await sitting.session.putAside("skipped");
    expect(sitting.notices).toMatchObject([
      { code: "put-aside", state: "skipped", image: { id: 1 } },
    ]);
    await sitting.session.open(1);
    expect(sitting.current.image.id).toBe(1);
  });

  test("a reviewer who passes over an image is not asked again", async () => {
    sitting.begin({ isReview: true });
    sitting.server.queue = [1, 2].map((id) =>
      openImage(id, { annotation: annotation({ state: "done" }) }),
    );
    await sitting.session.start(null);
    await sitting.session.next();
    await sitting.session.next();
    expect(sitting.shown).toEqual([1, 2, null]);
  });

  test("saves as done or as skipped, and never waits for it", async () => {
    await sitting.session.start(null);
    sitting.server.mishaps.push({ kind: "unavailable" });
    await sitting.session.finish(0);
    await sitting.session.putAside("skipped");
    expect(sitting.shown).toEqual([1, 2, 3]);
    expect(sitting.session.hasUnsaved).toBe(true);
    await sitting.clock.pass(3000);
    expect(sitting.server.stateOf(1)).toBe("done");
    expect(sitting.server.stateOf(2)).toBe("skipped");
    expect(sitting.session.snapshot().save.state).toBe("saved");
  });

  test("says which suggestions were not kept", async () => {
    await sitting.session.start(null);
    await sitting.session.finish(4);
    expect(sitting.notices).toMatchObject([{ code: "not-kept", count: 4, image: { id: 1 } }]);
  });

  test("goes back and forth without finishing", async () => {
    await sitting.session.start(null);
    await sitting.session.next();
    await sitting.session.previous();
    await sitting.session.previous();
    await sitting.session.next();
    expect(sitting.shown).toEqual([1, 2, 1, 2]);
    expect(sitting.current.saver.imageState).toBe("todo");
  });

  test("after a correction further back goes on to what is still to be done", async () => {
    await sitting.session.start(null);
    for (let count = 0; count < 3; count++) await sitting.session.finish(0);
    await sitting.session.previous();
    await sitting.session.previous();
    await sitting.session.finish(0);
    expect(sitting.shown).toEqual([1, 2, 3, 4, 3, 2, 4]);
  });

  test("ends with what to do next, and leads back to what was passed over", async () => {
    sitting.leaveInQueue(1, 2);
    await sitting.session.start(null);
    await sitting.session.next();
    await sitting.session.finish(0);
    expect(sitting.phase).toEqual({ name: "empty", passedOver: 1 });
    expect(sitting.shown.at(-1)).toBeNull();
    await sitting.session.revisit();
    expect(sitting.shown.at(-1)).toBe(1);
  });

  test("goes on with the queue once it answers again, not back to what is done", async () => {
    sitting.leaveInQueue(1);
    await sitting.session.start(null);
    await sitting.passing();
    const next = sitting.server.next.bind(sitting.server);
    sitting.server.next = async () => ({ kind: "unavailable" });
    await sitting.session.finish(0);
    expect(sitting.phase).toEqual({ name: "failed", failure: { kind: "unavailable" } });
    sitting.server.next = next;
    sitting.server.queue = [openImage(2)];
    await sitting.session.retry();
    expect(sitting.shown).toEqual([1, null, 2]);
  });

  test("a slow answer to an earlier step is not shown over a later one", async () => {
    await sitting.session.start(null);
    sitting.server.add(77);
    const slow = sitting.session.open(77);
    const fast = sitting.session.open(1);
    await Promise.all([slow, fast]);
    await sitting.passing();
    expect(sitting.shown).toEqual([1, 1]);
    expect(sitting.current.image.id).toBe(1);
  });

  test("gives back what it reserved and did not begin", async () => {
    await sitting.session.start(null);
    await sitting.passing();
    sitting.session.end();
    expect(sitting.server.released).toEqual([2, 3, 4]);
  });
});

test("the time at an image is counted for that image", async () => {
  await sitting.session.start(null);
  await sitting.clock.pass(5000);
  sitting.session.sign();
  await sitting.session.finish(0);
  await sitting.clock.pass(1000);
  expect(sitting.server.requests[0]?.body.effort?.active_seconds).toBe(5);
});
