/** What a session shows and says: values for the panels, and notices for the person. */

import type { Access, SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { Failure } from "../sync/transport.ts";
import type { SaveSummary } from "./shelf.ts";
import type { TrailImage } from "./trail.ts";

/** What the person sees instead of the image, or that it is there. */
export type Phase =
  | { readonly name: "loading" }
  | { readonly name: "open" }
  /** The queue has nothing more; so many images were passed over in this session. */
  | { readonly name: "empty"; readonly passedOver: number }
  | { readonly name: "failed"; readonly failure: Failure };

/** States of an image that somebody put away. */
export type Aside = "skipped" | "unsure" | "returned";

export type SessionNotice =
  /** Suggestions that were shown but not confirmed when the image was done. */
  | { readonly code: "not-kept"; readonly count: number; readonly image: SheetImage }
  /** The image was put away without being finished; a way back is offered. */
  | { readonly code: "put-aside"; readonly state: Aside; readonly image: SheetImage }
  | { readonly code: "restored"; readonly count: number }
  /** Other people changed boxes of the image on the desk. */
  | { readonly code: "merged"; readonly count: number; readonly by: readonly string[] }
  /** So many boxes that saving and loading them takes a moment. */
  | { readonly code: "many-boxes"; readonly count: number };

export interface SessionSnapshot {
  readonly phase: Phase;
  readonly sheet: Sheet | null;
  readonly hasPrevious: boolean;
  readonly save: SaveSummary;
  /** Who else works on this image. */
  readonly heldBy: string | null;
  /** Who else has this image open. */
  readonly others: readonly string[];
  /** Whether the image may be changed here. */
  readonly access: Access;
  /** The image was deleted while it lay here. */
  readonly isGone: boolean;
  /** Images finished in this session. */
  readonly finished: number;
  /** The images that were here, in order, and after them those that come next. */
  readonly trail: readonly TrailImage[];
}
