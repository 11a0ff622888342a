import { describe, expect, test } from "vitest";
import { acceptBoxes, type Change, deleteBoxes, drawBox, rejectBoxes } from "./commands.ts";
import { isAudited } from "./cues.ts";
import type { History } from "./history.ts";
import { predictionKey } from "./keys.ts";
import type { OpenImage } from "./open-image.ts";
import { Sheet } from "./sheet.ts";
import type { Journal } from "./sync/journal-entry.ts";
import type { WirePrediction } from "./sync/wire.ts";
import { HandClock } from "./testing/clock.ts";
import { NO_JOURNAL } from "./testing/journal.ts";
import { annotation, box, openImage, prediction, wireBox } from "./testing/make.ts";
import { MemoryServer } from "./testing/server.ts";

const sheetOf = (given: Partial<OpenImage>, journal: Journal = NO_JOURNAL) =>
  new Sheet({
    open: openImage(1, given),
    transport: new MemoryServer().add(1),
    journal,
    clock: new HandClock(),
    changed: () => {},
    received: () => {},
  });
const suggestionsOn = (sheet: Sheet) =>
  [...sheet.document.boxes()].filter(({ status }) => status === "predicted").map(({ key }) => key);

test("a suggestion that was accepted before is not made again, wherever its box went", () => {
  const key = predictionKey(5, 0);
  const boxes = [wireBox(key, { x1: 400, y1: 400, x2: 450, y2: 450 })];
  const sheet = sheetOf({ annotation: annotation({ boxes }), prediction: prediction([0.9, 0.8]) });
  expect(suggestionsOn(sheet)).toEqual([predictionKey(5, 1)]);
});

test("a suggestion of what already has a box is not made", () => {
  const boxes = [wireBox("drawn", { x1: 1, y1: 11, x2: 41, y2: 61 })];
  const sheet = sheetOf({ annotation: annotation({ boxes }), prediction: prediction([0.9]) });
  expect(suggestionsOn(sheet)).toEqual([]);
});

test("nothing is suggested on an image that is done", () => {
  const sheet = sheetOf({
    annotation: annotation({ state: "done" }),
    prediction: prediction([0.9]),
  });
  expect(suggestionsOn(sheet)).toEqual([]);
});

describe("what the person was shown goes with the effort", () => {
  const unsure = (id: number, given: Partial<WirePrediction> = {}) => {
    const { boxes, ...rest } = prediction([0.9], given);
    const spread = [8, 1, 1, 1];
    return openImage(id, {
      prediction: { ...rest, boxes: boxes.map((it) => ({ ...it, spread })) },
    });
  };
  /** Finishes the image and gives what was saved of it. */
  async function effortOf(open: OpenImage, meanwhile: (sheet: Sheet) => void = () => {}) {
    const server = new MemoryServer().add(open.image.id);
    const clock = new HandClock();
    const options = { journal: NO_JOURNAL, clock, changed: () => {} };
    const sheet = new Sheet({ open, transport: server, ...options, received: () => {} });
    meanwhile(sheet);
    sheet.saver.setState("done");
    sheet.saver.flush();
    await clock.pass(0);
    const { active_seconds: _, operations: __, ...shown } = server.requests[0]?.body.effort ?? {};
    return shown;
  }
  const ids = Array.from({ length: 200 }, (_, id) => id + 1);
  const marked = ids.find((id) => !isAudited(id)) ?? 0;
  const audited = ids.find(isAudited) ?? 0;

  test("marks of unsure edges, their audit, and that they were off", async () => {
    expect(await effortOf(unsure(marked))).toEqual({ cues: "shown" });
    expect(await effortOf(unsure(audited))).toEqual({ cues: "audited" });
    const off = (sheet: Sheet) => {
      sheet.cuesWereOff = true;
    };
    expect(await effortOf(unsure(marked), off)).toEqual({ cues: "off" });
  });

  test("nothing where no edge that is shown is unsure", async () => {
    expect(await effortOf(openImage(marked, { prediction: prediction([0.9]) }))).toEqual({});
    expect(await effortOf(unsure(marked, { thresholds: { 1: 2 } }))).toEqual({});
  });

  test("and that a model's boxes were withheld", async () => {
    const withheld = prediction([], { is_blind: true, show_none: true });
    expect(await effortOf(openImage(marked, { prediction: withheld }))).toEqual({ blind: true });
  });
});

test("a gesture's work goes to the journal before the way back", () => {
  const written: string[] = [];
  const journal: Journal = {
    ...NO_JOURNAL,
    append: () => written.push("work"),
    remember: () => written.push("steps"),
  };
  sheetOf({}, journal).commit(drawBox(box("n")));
  expect(written).toEqual(["work", "steps"]);
});

describe("after a reload", () => {
  const kept = (): Journal => {
    let latest: History | null = null;
    return {
      ...NO_JOURNAL,
      remember: (_, history) => {
        latest = history;
      },
      recall: async () => latest,
    };
  };
  const opened = { prediction: prediction([0.9, 0.8]) };

  /** Draws a box and rejects a suggestion, and forgets all but the journal. */
  function work(): Journal {
    const journal = kept();
    const sheet = sheetOf(opened, journal);
    sheet.commit(drawBox(box("n")));
    const change = rejectBoxes(sheet.document, [predictionKey(5, 0)]);
    if (change !== null) sheet.commit(change);
    return journal;
  }

  test("undo goes on where it was, and what was rejected stays so", async () => {
    const boxes = [wireBox("n")];
    const sheet = sheetOf({ ...opened, annotation: annotation({ boxes }) }, work());
    await sheet.recall();
    expect(suggestionsOn(sheet)).toEqual([predictionKey(5, 1)]);
    sheet.undo();
    sheet.undo();
    expect(sheet.document.has("n")).toBe(false);
    expect(suggestionsOn(sheet)).toHaveLength(2);
    expect(sheet.canUndo).toBe(false);
  });

  test("there is no way back over what somebody else did meanwhile", async () => {
    const boxes = [wireBox("n", { x1: 1 })];
    const sheet = sheetOf({ ...opened, annotation: annotation({ boxes }) }, work());
    await sheet.recall();
    expect(sheet.canUndo).toBe(false);
    expect(suggestionsOn(sheet)).toHaveLength(2);
  });

  test("steps taken before the journal answered are not lost", async () => {
    const boxes = [wireBox("n")];
    const sheet = sheetOf({ ...opened, annotation: annotation({ boxes }) }, work());
    const change = deleteBoxes(sheet.document, ["n"]);
    if (change !== null) sheet.commit(change);
    await sheet.recall();
    sheet.undo();
    expect(sheet.canUndo).toBe(false);
    expect(sheet.document.has("n")).toBe(true);
  });
});

describe("a prediction that comes while the image is open", () => {
  const newer = prediction([0.9, 0.8, 0.7], { id: 6 });
  const fresh = (place: number) => predictionKey(6, place);

  test("changes nothing until somebody asks to see it", () => {
    const sheet = sheetOf({ prediction: prediction([0.9, 0.8]) });
    sheet.offer(newer);
    expect(suggestionsOn(sheet)).toEqual([predictionKey(5, 0), predictionKey(5, 1)]);
    sheet.take(newer);
    expect(suggestionsOn(sheet).toSorted()).toEqual([fresh(0), fresh(1), fresh(2)]);
    expect(sheet.newer).toBeNull();
  });

  test("touches no box, and what was rejected stays rejected", () => {
    const sheet = sheetOf({ prediction: prediction([0.9, 0.8]) });
    sheet.commit(acceptBoxes(sheet.document, [predictionKey(5, 0)]) as Change);
    sheet.commit(rejectBoxes(sheet.document, [predictionKey(5, 1)]) as Change);
    sheet.take(newer);
    expect(suggestionsOn(sheet)).toEqual([fresh(2)]);
    expect(sheet.document.get(predictionKey(5, 0))?.status).toBe("confirmed");
    expect(sheet.document.get(predictionKey(5, 1))?.status).toBe("rejected");
  });

  test("is what the next save is based on", async () => {
    const server = new MemoryServer().add(1);
    const clock = new HandClock();
    const sheet = new Sheet({
      open: openImage(1, { prediction: prediction([0.9]) }),
      transport: server,
      journal: NO_JOURNAL,
      clock,
      changed: () => {},
      received: () => {},
    });
    sheet.take(newer);
    sheet.commit(acceptBoxes(sheet.document, [fresh(0)]) as Change);
    await clock.pass(1000);
    expect(server.requests.at(-1)?.body).toMatchObject({ based_on: 6 });
  });

  test("that was there all the time is shown, not made anew", () => {
    const sheet = sheetOf({ prediction: prediction([0.9], { show_none: true }) });
    sheet.commit(rejectBoxes(sheet.document, [predictionKey(5, 0)]) as Change);
    sheet.take(prediction([0.9]));
    expect(sheet.showsSuggestions).toBe(true);
    expect(suggestionsOn(sheet)).toEqual([]);
  });

  test("shows on a finished image what somebody may have missed", () => {
    const seen = prediction([0.9, 0.8]);
    const boxes = [wireBox("drawn", { x1: 1, y1: 11, x2: 41, y2: 61 })];
    const sheet = sheetOf({ annotation: annotation({ state: "done", boxes }), prediction: seen });
    sheet.take(seen);
    expect(suggestionsOn(sheet)).toEqual([predictionKey(5, 1)]);
  });
});
