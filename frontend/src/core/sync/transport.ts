/**
 * What saving asks of the network and the clock. The app implements both; tests play them.
 */

import type { Authors } from "./conflict.ts";
import type { SaveBody } from "./ops.ts";
import type { ImageState, WireAnnotation, WireBox } from "./wire.ts";

export interface Saved {
  readonly kind: "saved";
  readonly revision: number;
  readonly state: ImageState;
  /** What others changed since the revision that the request was based on. */
  readonly merged: {
    readonly upsert: readonly WireBox[];
    readonly delete: readonly string[];
    /** The names of those others. */
    readonly by: readonly string[];
  };
  readonly adjusted: readonly { readonly key: string; readonly code: string }[];
}

export interface Refusal {
  readonly kind: "refused";
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Why a request brought nothing; all but a refusal may end by themselves. */
export type Failure = { readonly kind: "unavailable" } | { readonly kind: "signed-out" } | Refusal;

export type SaveOutcome = Saved | { readonly kind: "conflict"; readonly by: Authors } | Failure;

export type LoadOutcome =
  | { readonly kind: "loaded"; readonly annotation: WireAnnotation }
  | Failure;

export interface SaveTransport {
  save(image: number, revision: number, body: SaveBody): Promise<SaveOutcome>;
  annotation(image: number): Promise<LoadOutcome>;
}

export interface Clock {
  /** Milliseconds; never goes back, whatever happens to the computer's clock. */
  now(): number;
  /** Calls back once after so many milliseconds; the answer takes it back. */
  after(ms: number, callback: () => void): () => void;
  /** 0 to 1, for the jitter. */
  random(): number;
}
