/** What a session is given: the server, the journal, and who is to be told. */

import type { SheetImage } from "../open-image.ts";
import type { Sheet } from "../sheet.ts";
import type { Journal } from "../sync/journal-entry.ts";
import type { Clock } from "../sync/transport.ts";
import type { ClaimsFor } from "./claims.ts";
import type { SessionNotice } from "./snapshot.ts";
import type { SessionTransport } from "./transport.ts";

export interface SessionOptions {
  readonly transport: SessionTransport;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Another sheet is to be shown, or none. */
  readonly show: (sheet: Sheet | null) => void;
  /** Images worth having ready beside the one on the desk, nearest first. */
  readonly prepare: (near: readonly SheetImage[]) => void;
  /** This image is about to be shown; its boxes are on their way. */
  readonly expect?: (image: SheetImage) => void;
  /** Somebody else changed the sheet on the desk. */
  readonly refreshed: () => void;
  readonly notify: (notice: SessionNotice) => void;
  /** The queue is that of a reviewer: what was passed over without a verdict does not come again. */
  readonly isReview?: boolean;
  /** How windows of this browser agree on who works on an image. */
  readonly claims?: ClaimsFor;
  /** This person may look at images, and not change them. */
  readonly isViewer?: boolean;
}
