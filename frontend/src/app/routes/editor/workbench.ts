/**
 * Puts the parts of the core together on one host element: a session that leads from image to image,
 * an editor that shows its sheet, and the pictures. The React components only read and command it.
 */

import type { Notice } from "../../../core/desk.ts";
import { createEditor, type Editor } from "../../../core/editor.ts";
import { WorkerDecoder } from "../../../core/images/decoder.ts";
import { type Look, Pictures } from "../../../core/images/pictures.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { Session } from "../../../core/session/session.ts";
import type { SessionNotice } from "../../../core/session/snapshot.ts";
import type { Sheet } from "../../../core/sheet.ts";
import { BrowserJournal } from "../../../core/sync/journal.ts";
import { signInWatch } from "../../api/sign-in-watch.ts";
import { albumOf } from "./album.ts";
import { claimsOf } from "./claims.ts";
import { commands } from "./commands.ts";
import { PAGE_CLOCK } from "./page-clock.ts";
import { rememberView } from "./remembered.ts";
import { Value } from "./store.ts";
import { createTransport } from "./transport.ts";
import type { Reviewing } from "./verdict/review.ts";
import { runCommand } from "./workbench-commands.ts";

export interface Workbench {
  readonly session: Session;
  readonly editor: Editor;
  /** Whether the picture of the image is there. */
  readonly picture: Value<PictureState>;
  readonly notice: Value<AnyNotice | null>;
  /** Whether this browser keeps what is not saved yet; some private windows do not. */
  readonly isKept: Value<boolean>;
  readonly reviewing: Reviewing;
  /** Does what a key or a button says. */
  run(command: CommandId): void;
  retryPicture(): void;
  end(): void;
}

export type AnyNotice = Notice | SessionNotice;

export type PictureState =
  | { readonly kind: "loading" }
  | { readonly kind: "shown"; readonly isWhole: boolean }
  | { readonly kind: "failed"; readonly message: string };

export interface WorkbenchOptions {
  readonly host: HTMLElement;
  readonly project: number;
  /** Whose work it is. */
  readonly user: number;
  /** Who may look at images, and not change them. */
  readonly isViewer: boolean;
  readonly image: number | null;
  readonly reviewing: Reviewing;
}

const NOTICE_MS = 7000;
const LOADING: PictureState = { kind: "loading" };

export function createWorkbench(options: WorkbenchOptions): Workbench {
  const { host, project, user, isViewer, image, reviewing } = options;
  const picture = new Value<PictureState>(LOADING);
  const notice = new Value<AnyNotice | null>(null);
  let forgetNotice = () => {};
  const notify = (next: AnyNotice) => {
    forgetNotice();
    notice.set(next);
    forgetNotice = PAGE_CLOCK.after(NOTICE_MS, () => notice.set(null));
  };

  const editor = createEditor(host, {
    notify,
    ask: (command, at) => void commands.run(command, at),
  });
  const stopRemembering = rememberView(editor);
  const decoder = new WorkerDecoder();
  const pictures = new Pictures({ decoder, sizeFor: editor.sizeFor });
  let shown: Sheet | null = null;
  let hasBegun = false;

  const look = (next: Look) => {
    if (next.kind === "failed") {
      picture.set({ kind: "failed", message: next.message });
      return;
    }
    editor.show(next.source);
    picture.set({ kind: "shown", isWhole: next.isWhole });
  };

  const show = (sheet: Sheet | null) => {
    if (shown !== null) editor.dispatch({ type: "previous", boxes: confirmedOn(shown) });
    shown = sheet;
    picture.set(LOADING);
    editor.load(sheet);
    // Whoever begins with an empty image came to draw; afterwards the tool is the person's choice.
    if (sheet !== null && !hasBegun && !isViewer && sheet.document.size === 0) {
      editor.dispatch({ type: "tool", tool: "draw" });
    }
    hasBegun ||= sheet !== null;
    if (sheet === null) pictures.arrange([], look);
  };

  const owner = `${user}:${project}`;
  const isKept = new Value(true);
  const journal = new BrowserJournal(owner, () => isKept.set(journal.isWorking));
  const signedOut = () => {
    // The question for the password stands over the page; the work waits behind it.
    signInWatch.untilSignedIn().then(
      () => void session.retry(),
      () => {},
    );
  };
  const transport = createTransport(project, signedOut, reviewing.isReview ? "review" : "queue");
  const session: Session = new Session({
    transport: isViewer ? albumOf(project, transport) : transport,
    journal,
    claims: claimsOf(owner),
    isViewer,
    clock: PAGE_CLOCK,
    show,
    expect: (next) => pictures.expect(next),
    prepare: (near) => {
      if (shown !== null) pictures.arrange([shown.image, ...near], look);
    },
    refreshed: () => editor.refresh(),
    notify,
    isReview: reviewing.isReview,
  });
  const stopListening = listenToPage(session, journal);
  void session.start(image);

  return {
    session,
    editor,
    picture,
    notice,
    isKept,
    reviewing,
    run: (command) => runCommand(command, session, editor),
    retryPicture: () => {
      if (shown === null) return;
      picture.set(LOADING);
      pictures.retry(shown.image);
    },
    end: () => {
      stopListening();
      stopRemembering();
      forgetNotice();
      session.end();
      pictures.close();
      decoder.close();
      editor.destroy();
    },
  };
}

const confirmedOn = (sheet: Sheet) =>
  [...sheet.document.boxes()].filter((box) => box.status === "confirmed");

/** Signs of work, of the network, and of leaving. */
function listenToPage(session: Session, journal: BrowserJournal): () => void {
  const end = new AbortController();
  const { signal } = end;
  const sign = () => session.sign();
  for (const type of ["pointerdown", "pointermove", "wheel", "keydown"] as const) {
    window.addEventListener(type, sign, { signal, passive: true });
  }
  window.addEventListener("online", () => void session.retry(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "hidden") session.flush();
    },
    { signal },
  );
  window.addEventListener(
    "beforeunload",
    (event) => {
      if (!session.hasUnsaved) return;
      session.flush();
      // What the journal has is sent when the page is opened again.
      if (!journal.isSafe) event.preventDefault();
    },
    { signal },
  );
  window.addEventListener("pagehide", () => session.depart(), { signal });
  return () => end.abort();
}
