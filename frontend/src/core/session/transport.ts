/** What a session asks of the server besides saving. The app implements it; tests play it. */

import type { OpenImage } from "../open-image.ts";
import type { Failure, SaveTransport } from "../sync/transport.ts";

export type OpenOutcome =
  | { readonly kind: "opened"; readonly images: readonly OpenImage[] }
  | Failure;

/** The image that was asked for, if it came. */
export const openedOf = (outcome: OpenOutcome): OpenImage | undefined =>
  outcome.kind === "opened" ? outcome.images[0] : undefined;

export type LeaseOutcome =
  | { readonly kind: "leased"; readonly until: number }
  | { readonly kind: "held"; readonly by: string | null }
  | Failure;

export type LookOutcome =
  | {
      readonly kind: "seen";
      /** User names of others who have the image open. */
      readonly others: readonly string[];
      readonly revision: number;
      /** Whose revision that is. */
      readonly by: string | null;
    }
  | Failure;

export interface SessionTransport extends SaveTransport {
  /** Reserves the next images of the queue; none when nothing is left. */
  next(exclude: readonly number[], count: number): Promise<OpenOutcome>;
  open(image: number): Promise<OpenOutcome>;
  /** The one before it, where images have an order of their own. */
  before?(image: number): Promise<OpenOutcome>;
  lease(image: number): Promise<LeaseOutcome>;
  release(image: number): void;
  /** Says that this person has the image open, and hears who else has. */
  look(image: number): Promise<LookOutcome>;
  leave(image: number): void;
}
