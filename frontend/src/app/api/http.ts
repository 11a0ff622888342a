/** Requests to our own server: the CSRF header out, problems in, and patience when the session has ended. */

import { problemFrom, unreachable } from "./problem.ts";
import { signInWatch } from "./sign-in-watch.ts";

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  body?: unknown;
  query?: Query;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

export function csrfToken(cookies: string = document.cookie): string {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

function init(method: string, { body, headers, signal }: Options): RequestInit {
  const isForm = body instanceof FormData;
  return {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
      ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  };
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  try {
    return await fetch(withQuery(path, options.query), init(method, options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }
}

/** Where a 401 is an answer to a question, and not the end of a session. */
const asksForPassword = (path: string) => path === "/api/session";

/** The body of the answer; null for 204. Throws ApiError. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  let response = await send(method, path, options);
  if (response.status === 401 && !asksForPassword(path)) {
    await signInWatch.untilSignedIn();
    response = await send(method, path, options);
  }
  if (!response.ok) throw problemFrom(response.status, await response.text());
  return response.status === 204 ? (null as T) : ((await response.json()) as T);
}
