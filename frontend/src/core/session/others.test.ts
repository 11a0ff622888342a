import { beforeEach, describe, expect, test } from "vitest";
import { drawBox } from "../commands.ts";
import { box, wireBox } from "../testing/make.ts";
import { MemoryServer } from "../testing/server.ts";
import { Sitting } from "../testing/sitting.ts";

let sitting: Sitting;

beforeEach(() => {
  sitting = new Sitting();
});

describe("other people's work", () => {
  test("appears on the image on the desk", async () => {
    await sitting.session.start(null);
    sitting.server.change(1, [wireBox("theirs")]);
    sitting.current.commit(drawBox(box("mine")));
    await sitting.clock.pass(1000);
    expect(sitting.refreshed).toBe(1);
    expect(sitting.current.document.has("theirs")).toBe(true);
  });

  test("is read after signing in again, when the session ended in between", async () => {
    await sitting.session.start(null);
    sitting.server.change(1, [wireBox("theirs")]);
    sitting.server.mishaps.push("lost");
    sitting.server.annotation = async () => {
      sitting.server.annotation = MemoryServer.prototype.annotation;
      return { kind: "signed-out" };
    };
    sitting.current.commit(drawBox(box("mine")));
    await sitting.clock.pass(3000);
    expect(sitting.session.snapshot().save.state).toBe("signed-out");
    sitting.session.flush();
    await sitting.clock.pass(10);
    expect(sitting.session.snapshot().save.state).toBe("saved");
    expect(sitting.current.document.has("theirs")).toBe(true);
  });

  test("that needs a decision is reported from any image", async () => {
    sitting.server.add(1, [wireBox("a")]);
    await sitting.session.start(1);
    sitting.server.change(1, [wireBox("a", { x1: 1 })]);
    const before = sitting.current.document.get("a");
    const after = box("a", { x1: 5 });
    sitting.current.commit({ name: "move", edits: [{ key: "a", before, after }] });
    await sitting.session.finish(0);
    await sitting.clock.pass(1000);
    const { save } = sitting.session.snapshot();
    expect(save.state).toBe("conflict");
    expect(save.needing.map(({ image }) => image.id)).toEqual([1]);
  });
});
