/** The typed way to the server: addresses, parameters and answers come from its schema (`npm run types`). */

import createClient from "openapi-fetch";
import { send } from "./http.ts";
import type { paths } from "./schema.ts";

export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "http://localhost",
  fetch: send,
});

/** The body of an answer. A refusal does not come this far: `send` has thrown it. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
