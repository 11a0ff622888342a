/** Requests to our own server: the CSRF header out, problems in, and patience when the session has ended. */

import { problemFrom, unreachable } from "./problem.ts";
import { signInWatch } from "./sign-in-watch.ts";

export function csrfToken(cookies: string = document.cookie): string {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

/** Here a 401 is an answer to a question, and not the end of a session. */
const asksWhoIsThere = (request: Request) => new URL(request.url).pathname === "/api/session";

async function sendOnce(request: Request): Promise<Response> {
  // A token from before the sign-in is no longer valid, so it is read for each attempt.
  if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}

/** Like fetch, but answers that are no success are thrown as ApiError. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  let response = await sendOnce(request);
  if (response.status === 401 && !asksWhoIsThere(request)) {
    await signInWatch.untilSignedIn();
    response = await sendOnce(again);
  }
  if (!response.ok) throw problemFrom(response.status, await response.text());
  return response;
}
