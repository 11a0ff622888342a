import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTransport } from "./transport.ts";

const BODY = { id: "00000000-0000-4000-8000-000000000000", upsert: [], delete: [] };
const ANNOTATION = { image: 5, revision: 3, state: "todo", boxes: [] };
const ROW = {
  id: 5,
  file_name: "a.jpg",
  width: 640,
  height: 480,
  state: "todo",
  file: "/api/images/5/file?v=1",
  preview: "/api/images/5/preview?v=1",
};

let sent: { readonly url: string; readonly init: RequestInit }[];
let answers: (Response | Error)[];
let signedOut: number;

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const transport = () =>
  createTransport(1, () => {
    signedOut += 1;
  });

beforeEach(() => {
  sent = [];
  answers = [];
  signedOut = 0;
  vi.stubGlobal("document", { cookie: "csrftoken=secret" });
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const answer = answers.shift() ?? json(404, {});
    if (answer instanceof Error) throw answer;
    return answer;
  });
});

afterEach(() => vi.unstubAllGlobals());

test("a save names the revision it starts from, and outlives the page", async () => {
  const saved = { revision: 4, state: "done", merged: { upsert: [], delete: [] }, adjusted: [] };
  answers = [json(200, { id: BODY.id, ...saved })];
  expect(await transport().save(5, 3, BODY)).toMatchObject({ kind: "saved", ...saved });
  const [{ url, init } = { url: "", init: {} }] = sent;
  expect(url).toBe("/api/images/5/annotation");
  expect(init).toMatchObject({ method: "PATCH", keepalive: true });
  expect(init.headers).toMatchObject({ "If-Match": '"3"', "X-CSRFToken": "secret" });
  expect(JSON.parse(String(init.body))).toEqual(BODY);
});

test.each([
  ["no network", new TypeError("Failed to fetch"), "unavailable"],
  ["a server that is restarting", new Response("<html>", { status: 502 }), "unavailable"],
  ["too many requests", json(429, {}), "unavailable"],
  ["an answer that was cut off", new Response("{", { status: 200 }), "unavailable"],
  ["an ended session", json(401, {}), "signed-out"],
  ["a conflict", json(409, { code: "revision_conflict", conflicts: [] }), "conflict"],
  ["a refusal", json(403, { code: "forbidden", detail: "No.", hint: "Ask." }), "refused"],
])("%s is understood", async (_, answer, kind) => {
  answers = [answer];
  expect((await transport().save(5, 3, BODY)).kind).toBe(kind);
  expect(signedOut).toBe(kind === "signed-out" ? 1 : 0);
});

test("an empty queue has no images", async () => {
  answers = [new Response(null, { status: 204 })];
  expect(await transport().next([1], 3)).toEqual({ kind: "opened", images: [] });
  expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ exclude: [1], count: 3 });
});

test("images of the queue come with boxes, reason and lease", async () => {
  const leased_until = "2030-01-01T00:00:00Z";
  const reason = { code: "uncertain", text: "The model is unsure." };
  const open = { image: ROW, annotation: ANNOTATION, prediction: null, reason, leased_until };
  answers = [json(200, { results: [open] })];
  expect(await transport().next([], 1)).toMatchObject({
    images: [{ image: { fileName: "a.jpg" }, reason, leasedUntil: Date.parse(leased_until) }],
  });
});

test("an image that a person chose comes without a reason and without a lease", async () => {
  const open = { image: ROW, annotation: ANNOTATION, prediction: null };
  answers = [json(200, { ...open, reason: null, leased_until: null })];
  expect(await transport().open(5)).toMatchObject({
    kind: "opened",
    images: [{ image: { id: 5 }, annotation: ANNOTATION, reason: null, leasedUntil: null }],
  });
  expect(sent.map(({ url }) => url)).toEqual(["/api/images/5/open"]);
  answers = [json(404, { code: "not_found", detail: "Not found." })];
  expect(await transport().open(5)).toMatchObject({ kind: "refused", code: "not_found" });
});

test("a lease tells who else has the image", async () => {
  answers = [json(409, { code: "lease_held", detail: "…", leased_to: "ann" })];
  expect(await transport().lease(5)).toEqual({ kind: "held", by: "ann" });
  answers = [json(200, { leased_to: "me", leased_until: "2030-01-01T00:00:00Z" })];
  expect((await transport().lease(5)).kind).toBe("leased");
});

const HOUR = 3_600_000;

test.each([0, -HOUR, HOUR])(
  "a lease ends when it ends, on a clock that is %d ms off",
  async (off) => {
    const now = Date.parse("2026-05-05T10:00:00Z");
    vi.useFakeTimers({ now: now + off });
    const lease = { leased_to: "ann", leased_until: "2026-05-05T10:15:00Z" };
    answers = [Response.json(lease, { headers: { Date: "Tue, 05 May 2026 10:00:00 GMT" } })];
    const outcome = await transport().lease(5);
    vi.useRealTimers();
    expect(outcome).toEqual({ kind: "leased", until: now + off + HOUR / 4 });
  },
);

test("a queue that is not found means that the project is gone", async () => {
  answers = [json(404, { code: "not_found", detail: "There is nothing here.", hint: "" })];
  expect(await transport().next([], 1)).toMatchObject({ code: "project_not_found" });
});
