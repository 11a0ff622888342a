/** The session's requests to the server, and the server's answers as outcomes the core understands. */

import type { OpenImage, Reason, SheetImage } from "../../../core/open-image.ts";
import type {
  LeaseOutcome,
  LookOutcome,
  OpenOutcome,
  SessionTransport,
} from "../../../core/session/transport.ts";
import type { Authors } from "../../../core/sync/conflict.ts";
import type { Failure, Refusal, Saved, SaveOutcome } from "../../../core/sync/transport.ts";
import type { WireAnnotation, WirePrediction } from "../../../core/sync/wire.ts";
import { csrfToken } from "../../api/http.ts";
import { type ApiError, problemFrom } from "../../api/problem.ts";
import type { ImageRow } from "../../api/types.ts";
import { PAGE_CLOCK } from "./page-clock.ts";

interface WireOpenImage {
  readonly image: ImageRow;
  readonly annotation: WireAnnotation;
  readonly prediction: WirePrediction | null;
  readonly reason: Reason | null;
  readonly leased_until: string | null;
}

type Problem = {
  readonly kind: "problem";
  readonly error: ApiError;
  /** All that the server said. */
  readonly document: ProblemDocument;
};
type ProblemDocument = {
  readonly leased_to?: string;
  readonly conflicts?: readonly { readonly key: string; readonly by: string | null }[];
};
type Answer<T> =
  | { readonly kind: "ok"; readonly value: T; readonly clockAheadMs: number }
  | Problem
  | Failure;

interface Request {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type SavedAnswer = Omit<Saved, "kind">;
type SightAnswer = {
  readonly others: readonly string[];
  readonly revision: number;
  readonly revised_by: string | null;
};
type LeaseAnswer = { readonly leased_until: string };

/** Browsers let this much go on after the page has gone. */
const KEEPALIVE_BYTES = 60_000;

/** Images to be worked on, or work to be looked at by a reviewer. */
export type Queue = "queue" | "review";

/** `signedOut` is called when the session has ended under the open page. */
export function createTransport(
  project: number,
  signedOut: () => void,
  queue: Queue = "queue",
): SessionTransport {
  async function send<T>(method: string, path: string, request: Request = {}): Promise<Answer<T>> {
    const answer = await ask<T>(method, path, request);
    if (answer.kind === "signed-out") signedOut();
    return answer;
  }

  return {
    async save(image, revision, body): Promise<SaveOutcome> {
      const headers = { "If-Match": `"${revision}"` };
      const path = `/api/images/${image}/annotation`;
      const answer = await send<SavedAnswer>("PATCH", path, { body, headers });
      if (answer.kind === "ok") return { kind: "saved", ...answer.value };
      if (answer.kind !== "problem") return answer;
      return answer.error.code === "revision_conflict"
        ? { kind: "conflict", by: authorsOf(answer.document) }
        : refusal(answer.error);
    },

    async annotation(image) {
      const answer = await send<WireAnnotation>("GET", `/api/images/${image}/annotation`);
      if (answer.kind === "ok") return { kind: "loaded", annotation: answer.value };
      return answer.kind === "problem" ? refusal(answer.error) : answer;
    },

    async next(exclude, count): Promise<OpenOutcome> {
      const path = `/api/projects/${project}/${queue}/next`;
      const body = { exclude, count };
      const answer = await send<{ results: WireOpenImage[] } | null>("POST", path, { body });
      if (answer.kind === "ok") {
        const images = (answer.value?.results ?? []).map((open) =>
          opened(open, answer.clockAheadMs),
        );
        return { kind: "opened", images };
      }
      if (answer.kind !== "problem") return answer;
      const refused = refusal(answer.error);
      // What is not found here is the project.
      return refused.code === "not_found" ? { ...refused, code: "project_not_found" } : refused;
    },

    async open(image): Promise<OpenOutcome> {
      const answer = await send<WireOpenImage>("GET", `/api/images/${image}/open`);
      if (answer.kind === "ok") {
        return { kind: "opened", images: [opened(answer.value, answer.clockAheadMs)] };
      }
      return answer.kind === "problem" ? refusal(answer.error) : answer;
    },

    async lease(image): Promise<LeaseOutcome> {
      const answer = await send<LeaseAnswer>("PUT", `/api/images/${image}/lease`);
      if (answer.kind === "ok") {
        const until = Date.parse(answer.value.leased_until) + answer.clockAheadMs;
        return { kind: "leased", until };
      }
      if (answer.kind !== "problem") return answer;
      return answer.error.code === "lease_held"
        ? { kind: "held", by: answer.document.leased_to ?? null }
        : refusal(answer.error);
    },

    release(image) {
      void ask("DELETE", `/api/images/${image}/lease`, {});
    },

    async look(image): Promise<LookOutcome> {
      const answer = await send<SightAnswer>("PUT", `/api/images/${image}/presence`);
      if (answer.kind === "ok") {
        const { others, revision, revised_by: by } = answer.value;
        return { kind: "seen", others, revision, by };
      }
      return answer.kind === "problem" ? refusal(answer.error) : answer;
    },

    leave(image) {
      void ask("DELETE", `/api/images/${image}/presence`, {});
    },
  };
}

const PASSING = new Set([408, 425, 429]);

/** One request. What may pass by itself is "unavailable"; only what will not is a problem. */
async function ask<T>(method: string, path: string, request: Request): Promise<Answer<T>> {
  try {
    const response = await fetch(path, initOf(method, request));
    if (response.status === 401) return { kind: "signed-out" };
    if (response.status >= 500 || PASSING.has(response.status)) return { kind: "unavailable" };
    const clockAheadMs = clockAhead(response);
    if (response.status === 204) return { kind: "ok", value: null as T, clockAheadMs };
    const text = await response.text();
    if (!response.ok) return problem(response.status, text);
    return { kind: "ok", value: JSON.parse(text) as T, clockAheadMs };
  } catch {
    // No network, or an answer cut off halfway: the same request may be sent again.
    return { kind: "unavailable" };
  }
}

/** How far the page's clock is ahead of the server's; leases are told in the server's time. */
function clockAhead(response: Response): number {
  const there = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(there) ? 0 : PAGE_CLOCK.now() - there;
}

function initOf(method: string, { body, headers }: Request): RequestInit {
  const text = body === undefined ? null : JSON.stringify(body);
  return {
    method,
    credentials: "same-origin",
    cache: "no-store",
    headers: {
      Accept: "application/json",
      ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
      ...(text === null ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: text,
    keepalive: method !== "GET" && (text?.length ?? 0) < KEEPALIVE_BYTES,
  };
}

const problem = (status: number, text: string): Problem => ({
  kind: "problem",
  error: problemFrom(status, text),
  document: documentOf(text),
});

function documentOf(text: string): ProblemDocument {
  try {
    return (JSON.parse(text) as ProblemDocument | null) ?? {};
  } catch {
    return {};
  }
}

function authorsOf({ conflicts = [] }: ProblemDocument): Authors {
  const known = conflicts.flatMap(({ key, by }) => (by === null ? [] : [[key, by] as const]));
  const ofBox = new Map(known);
  return { names: [...new Set(ofBox.values())], ofBox };
}

const refusal = ({ code, message, hint }: ApiError): Refusal => ({
  kind: "refused",
  code,
  message,
  hint,
});

/** An image of the project as the session knows it. */
export const sheetImageOf = (image: ImageRow): SheetImage => ({
  id: image.id,
  fileName: image.file_name,
  width: image.width,
  height: image.height,
  state: image.state,
  file: image.file,
  preview: image.preview,
  thumbnail: image.thumbnail,
  tiles: image.tiles,
});

function opened(
  { image, annotation, prediction, reason, leased_until }: WireOpenImage,
  clockAheadMs: number,
): OpenImage {
  return {
    image: sheetImageOf(image),
    annotation,
    prediction,
    reason,
    leasedUntil: leased_until === null ? null : Date.parse(leased_until) + clockAheadMs,
  };
}
