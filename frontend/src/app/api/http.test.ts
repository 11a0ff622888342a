import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { csrfToken, send } from "./http.ts";
import { ApiError } from "./problem.ts";
import { signInWatch } from "./sign-in-watch.ts";

const answers: (Response | Error)[] = [];
const seen: Request[] = [];

/** The network is the one thing that is not real here. */
beforeEach(() => {
  vi.stubGlobal("document", { cookie: "theme=dark; csrftoken=abc" });
  vi.stubGlobal("fetch", async (request: Request) => {
    seen.push(request);
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer ?? new TypeError("no answer");
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  answers.length = 0;
  seen.length = 0;
});

const at = (path: string, init?: RequestInit) => new Request(`http://here${path}`, init);
const signedOut = () => new Response("{}", { status: 401 });

test("the token is found among other cookies", () => {
  expect(csrfToken("a=1; csrftoken=x%3D; b=2")).toBe("x=");
  expect(csrfToken("a=1")).toBe("");
});

test("what changes something carries the token", async () => {
  answers.push(new Response("{}"));
  await send(at("/api/projects", { method: "POST", body: "{}" }));
  expect(seen[0]?.headers.get("X-CSRFToken")).toBe("abc");
});

test("a refusal is thrown with what the server says", async () => {
  answers.push(new Response(JSON.stringify({ code: "name_taken" }), { status: 409 }));
  await expect(send(at("/api/projects"))).rejects.toMatchObject({ code: "name_taken" });
});

test("a lost connection says that nothing was lost", async () => {
  answers.push(new TypeError("Failed to fetch"));
  await expect(send(at("/api/projects"))).rejects.toMatchObject({ code: "unreachable" });
});

test("a request waits for the sign-in and is repeated with its body", async () => {
  answers.push(signedOut(), new Response("[]"));
  const sending = send(at("/api/projects", { method: "POST", body: '{"name":"A"}' }));
  await vi.waitFor(() => expect(signInWatch.hasEnded()).toBe(true));
  signInWatch.signedIn();
  expect((await sending).status).toBe(200);
  expect(await seen[1]?.text()).toBe('{"name":"A"}');
});

test("who leaves for the sign-in page lets go of the request", async () => {
  answers.push(signedOut());
  const sending = send(at("/api/projects"));
  const refused = expect(sending).rejects.toThrow();
  await vi.waitFor(() => expect(signInWatch.hasEnded()).toBe(true));
  signInWatch.givenUp();
  await refused;
});

test("asking who is there may be answered with nobody", async () => {
  answers.push(signedOut());
  await expect(send(at("/api/session"))).rejects.toBeInstanceOf(ApiError);
  expect(signInWatch.hasEnded()).toBe(false);
});
