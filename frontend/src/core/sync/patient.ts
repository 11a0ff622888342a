/** A request that breaks, for whatever reason, is a request without an answer: it may be repeated. */

import type { SaveTransport } from "./transport.ts";

export const patient = (transport: SaveTransport): SaveTransport => ({
  save: (image, revision, body) => answered(() => transport.save(image, revision, body)),
  annotation: (image) => answered(() => transport.annotation(image)),
});

async function answered<T>(ask: () => Promise<T>): Promise<T | { readonly kind: "unavailable" }> {
  try {
    return await ask();
  } catch {
    return { kind: "unavailable" };
  }
}
