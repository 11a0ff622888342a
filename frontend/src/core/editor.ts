/**
 * The editor's facade: a host element in, a picture that can be worked on out. The app knows the
 * editor only by this file; it tells what to do by commands, and reads what is by snapshots.
 */

import { selectDoubleClicked, selectForMenu } from "./actions/walking.ts";
import { Desk, type Notice } from "./desk.ts";
import { dispatch } from "./dispatch.ts";
import { act, type EditorAction } from "./editor-actions.ts";
import { boundsOf, type Rect, type ScreenPoint, type Size } from "./geometry.ts";
import { viewSize } from "./images/sizes.ts";
import type { ImageSource } from "./images/source.ts";
import type { CommandId } from "./keymap.ts";
import { canvasRatio } from "./render/layer.ts";
import { listenToPointer } from "./render/pointer.ts";
import { type AboveMaker, Stage } from "./render/stage.ts";
import type { Sheet } from "./sheet.ts";
import { type EditorSnapshot, SnapshotReader } from "./snapshot.ts";
import { rectToScreen } from "./viewport.ts";

export type { EditorAction } from "./editor-actions.ts";
export type { EditorSnapshot } from "./snapshot.ts";

export interface EditorOptions {
  readonly notify: (notice: Notice) => void;
  /** The pointer asks for a menu, or for a class by a double click; `at` is a place on the host. */
  readonly ask: (command: "menu" | "category.search", at: ScreenPoint) => void;
}

export interface Editor {
  /** Lays another sheet down, or none. The picture is shown as soon as `show` brings it. */
  load(sheet: Sheet | null): void;
  show(source: ImageSource | null): void;
  /** The resolution at which an image would be sharp if it were shown now. */
  sizeFor(image: Size): Size;
  /** The loaded sheet was changed from elsewhere. */
  refresh(): void;
  /** Does what the command says; false when the command is not the editor's. */
  dispatch(command: CommandId | EditorAction): boolean;
  /** Does what few images need, and what therefore is no part of the editor. */
  perform(act: (desk: Desk) => void): void;
  /** Lays something more above the boxes. Answers with how to take it away. */
  layAbove(make: AboveMaker): () => void;
  subscribe(listener: () => void): () => void;
  snapshot(): EditorSnapshot;
  /** Whether no drawing, moving or the like is going on. */
  isIdle(): boolean;
  /** Where on the host the selected boxes are; null without any. */
  selectedOnScreen(): Rect | null;
  destroy(): void;
}

export function createEditor(host: HTMLElement, options: EditorOptions): Editor {
  const listeners = new Set<() => void>();
  let stage: Stage | null = null;

  const changed = () => {
    reader.forget();
    for (const listener of listeners) listener();
  };
  const desk = new Desk({
    changed,
    repaint: (change) => (change === null ? stage?.repaintAll() : stage?.repaint(change)),
    moved: () => {
      stage?.request();
      changed();
    },
    hovered: () => stage?.request(),
    notify: options.notify,
  });
  const reader = new SnapshotReader(desk);
  stage = new Stage(host, desk);
  const stopListening = listenToPointer(host, desk, {
    menu: (at) => {
      selectForMenu(desk);
      options.ask("menu", at);
    },
    doubleClick: (at) => {
      if (selectDoubleClicked(desk)) options.ask("category.search", at);
      else desk.camera.toggleFit();
    },
  });
  const sizes = new ResizeObserver(() => {
    desk.camera.resize({ width: host.clientWidth, height: host.clientHeight });
    stage?.request();
  });
  sizes.observe(host);

  return {
    load: (sheet) => {
      stage?.show(null);
      desk.load(sheet);
    },
    show: (source) => stage?.show(source),
    sizeFor: (image) => viewSize(image, desk.camera.viewFor(image), canvasRatio()),
    refresh: () => desk.refresh(),
    dispatch: (command) => {
      if (typeof command === "string") return dispatch(desk, command);
      act(desk, command);
      return true;
    },
    perform: (act) => act(desk),
    layAbove: (make) => stage.layAbove(make),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => reader.read(),
    isIdle: () => desk.isGestureIdle,
    selectedOnScreen: () => {
      const bounds = boundsOf(desk.selectedBoxes());
      return bounds === null ? null : rectToScreen(bounds, desk.camera.view);
    },
    destroy: () => {
      sizes.disconnect();
      stopListening();
      stage?.destroy();
      listeners.clear();
    },
  };
}
