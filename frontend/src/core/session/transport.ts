/** What a session asks of the server besides saving. The app implements it; tests play it. */

import type { OpenImage } from "../sheet.ts";
import type { Failure, SaveTransport } from "../sync/transport.ts";

export type OpenOutcome =
  | { readonly kind: "opened"; readonly images: readonly OpenImage[] }
  | Failure;

export type LeaseOutcome =
  | { readonly kind: "leased"; readonly until: number }
  | { readonly kind: "held"; readonly by: string | null }
  | Failure;

export interface SessionTransport extends SaveTransport {
  /** Reserves the next images of the queue; none when nothing is left. */
  next(exclude: readonly number[], count: number): Promise<OpenOutcome>;
  open(image: number): Promise<OpenOutcome>;
  lease(image: number): Promise<LeaseOutcome>;
  release(image: number): void;
}
