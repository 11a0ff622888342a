import { beforeEach, describe, expect, test, vi } from "vitest";
import type { JournalEntry } from "../sync/journal-entry.ts";
import { wireBox } from "../testing/make.ts";
import { Sitting } from "../testing/sitting.ts";

let sitting: Sitting;

beforeEach(() => {
  sitting = new Sitting();
});

describe("a journal that is slow to open", () => {
  let open: () => void;
  let starting: Promise<void>;

  const start = (image: number | null) => {
    const entries = new Promise<JournalEntry[]>((resolve) => {
      open = () => resolve(sitting.kept);
    });
    sitting.begin({ entries: () => entries });
    starting = sitting.session.start(image);
  };

  test("keeps nobody from asking the queue", async () => {
    start(null);
    await sitting.passing();
    expect(sitting.session.snapshot().trail.map(({ image }) => image.id)).toEqual([1, 2, 3]);
    open();
    await starting;
    expect(sitting.shown).toEqual([1]);
  });

  test("keeps nobody from asking for an image, which is asked for once", async () => {
    sitting.server.add(77);
    const asked = vi.spyOn(sitting.server, "open");
    start(77);
    expect(asked).toHaveBeenCalledOnce();
    open();
    await starting;
    expect(sitting.shown).toEqual([77]);
    expect(asked).toHaveBeenCalledOnce();
  });

  test("has what was left unsaved on an image that the queue gave meanwhile", async () => {
    sitting.kept = [
      { image: 1, changes: [{ key: "b", base: null, mine: wireBox("b") }], state: null },
    ];
    start(null);
    await sitting.passing();
    open();
    await starting;
    expect(sitting.shown).toEqual([1]);
    expect(sitting.current.document.has("b")).toBe(true);
    expect(sitting.session.snapshot().trail.map(({ image }) => image.id)).toEqual([1, 2, 3, 4]);
  });
});

describe("an image opened by its address", () => {
  test("comes first, then the queue", async () => {
    sitting.server.add(77, [wireBox("a")]);
    await sitting.session.start(77);
    await sitting.session.next();
    expect(sitting.shown).toEqual([77, 1]);
  });

  test("that somebody else has is shown all the same, with who it is", async () => {
    sitting.server.add(77);
    sitting.server.heldBy = "ann";
    await sitting.session.start(77);
    await sitting.passing();
    expect(sitting.phase).toEqual({ name: "open" });
    expect(sitting.session.snapshot().heldBy).toBeNull();
    await sitting.clock.pass(500);
    expect(sitting.session.snapshot().heldBy).toBe("ann");
  });

  test("that does not come is tried again before the queue goes on", async () => {
    await sitting.session.start(null);
    await sitting.passing();
    sitting.server.add(77);
    sitting.server.mishaps.push({ kind: "unavailable" });
    await sitting.session.open(77);
    expect(sitting.phase.name).toBe("failed");
    await sitting.session.retry();
    expect(sitting.shown).toEqual([1, null, 77]);
  });

  test("that does not come can be tried again", async () => {
    sitting.server.add(77);
    sitting.server.mishaps.push({ kind: "unavailable" });
    await sitting.session.start(77);
    expect(sitting.phase).toEqual({ name: "failed", failure: { kind: "unavailable" } });
    await sitting.session.retry();
    expect(sitting.shown.at(-1)).toBe(77);
  });
});
