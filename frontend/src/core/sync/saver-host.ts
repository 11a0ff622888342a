/** What a saver needs around it, and what it tells of itself. */

import type { Effort } from "../effort.ts";
import type { RemoteChange } from "./conflict.ts";
import type { Journal } from "./journal-entry.ts";
import type { Clock, SaveTransport } from "./transport.ts";
import type { WireAnnotation, WireBox } from "./wire.ts";

export type SaveState = "saved" | "saving" | "offline" | "signed-out" | "conflict" | "refused";

/** What the saver asks of the annotation it saves. */
export interface SaverHost {
  /** The box as it should be on the server; null when it should not be there. */
  boxOf(key: string): WireBox | null;
  takeEffort(): Effort;
  /** The request did not count after all; its effort goes with the next. */
  returnEffort(effort: Effort): void;
  /** Boxes that somebody else changed, to be shown. */
  receive(change: RemoteChange): void;
  /** My version of a box under a new key, beside theirs; answers with the key. */
  duplicate(box: WireBox): string;
  changed(): void;
}

export interface SaverOptions {
  readonly image: number;
  readonly annotation: WireAnnotation;
  readonly basedOn: number | null;
  readonly transport: SaveTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly host: SaverHost;
  readonly newKey: () => string;
}
