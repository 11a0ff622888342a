/** Which commands make sense at this moment, and which somebody answers at all. */

import { isHeld } from "../../../core/command-ids.ts";
import { isDeskCommand } from "../../../core/dispatch.ts";
import type { EditorSnapshot } from "../../../core/editor.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { commands } from "./commands.ts";
import { isWorkbenchCommand } from "./workbench-commands.ts";

export const isAnswered = (command: CommandId): boolean =>
  isHeld(command) ||
  isDeskCommand(command) ||
  isWorkbenchCommand(command) ||
  commands.isAnswered(command);

type Needs = (snapshot: EditorSnapshot) => boolean;

const selection: Needs = (snapshot) => snapshot.selection.size > 0;
const boxes: Needs = (snapshot) => snapshot.boxes.length > 0;
const suggestions: Needs = ({ suggested, hidden }) => suggested + hidden > 0;
const shown: Needs = ({ suggested }) => suggested > 0;

const NEEDS: Partial<Record<CommandId, Needs>> = {
  "image.acceptAndDone": shown,
  "box.accept": shown,
  "box.reject": shown,
  "box.acceptVisible": shown,
  "box.rejectVisible": shown,
  "suggestions.toggle": suggestions,
  "suggestions.hints": suggestions,
  "threshold.lower": suggestions,
  "threshold.raise": suggestions,
  "threshold.lowerClass": suggestions,
  "threshold.raiseClass": suggestions,
  "view.peekSuggestions": shown,
  "view.peek": boxes,
  "box.next": boxes,
  "box.previous": boxes,
  "box.cycle": boxes,
  "box.selectAll": boxes,
  "box.grabCorner": boxes,
  "box.delete": selection,
  "box.copy": selection,
  "box.duplicate": selection,
  "box.occluded": selection,
  "box.truncated": selection,
  "box.crowd": selection,
  "box.hide": selection,
  "box.hideOthers": selection,
  "box.lookAlikes": selection,
  "view.selection": selection,
  "box.lock": ({ selection: chosen, locked }) => chosen.size + locked.size > 0,
  "box.paste": ({ hasClipboard }) => hasClipboard,
  "box.pasteFromPrevious": ({ hasPrevious }) => hasPrevious,
  "history.undo": ({ canUndo }) => canUndo,
  "history.redo": ({ canRedo }) => canRedo,
  "view.showHidden": ({ hiddenBoxes }) => hiddenBoxes > 0,
};

export function isPossible(command: CommandId, snapshot: EditorSnapshot): boolean {
  if (/^(nudge|grow|pull)\./.test(command)) return selection(snapshot);
  return NEEDS[command]?.(snapshot) ?? true;
}

/** While something is drawn or moved only these keys are of use. */
const DURING_GESTURES = /^(cancel|help|category\.\d|view\.(fit|zoom|actual|peek|names))/;

export const isOfUse = (command: CommandId, snapshot: EditorSnapshot, isIdle: boolean): boolean =>
  isPossible(command, snapshot) && (isIdle || DURING_GESTURES.test(command));
