/** From the name of a command to what it does, for all commands that stay on the desk. */

import * as copying from "./actions/copying.ts";
import * as deciding from "./actions/deciding.ts";
import * as drawing from "./actions/drawing.ts";
import * as editing from "./actions/editing.ts";
import * as hiding from "./actions/hiding.ts";
import { travel } from "./actions/travelling.ts";
import { zoomToSelected } from "./actions/viewing.ts";
import * as walking from "./actions/walking.ts";
import type { Desk } from "./desk.ts";
import type { CommandId, Direction } from "./keymap.ts";
import { setShowsHints } from "./suggestions/hints.ts";
import { setMagnet } from "./suggestions/snapping.ts";
import * as thresholds from "./suggestions/thresholds.ts";

type Action = (desk: Desk) => void;

const ACTIONS: Partial<Record<CommandId, Action>> = {
  "tool.draw": (desk) => desk.setTool("draw"),
  "tool.drawAgain": drawing.drawAgain,
  "tool.select": (desk) => desk.setTool("select"),
  "tool.pan": (desk) => desk.setTool("pan"),
  cancel: walking.cancel,
  "box.new": drawing.placeNew,
  "box.next": (desk) => walking.walk(desk, 1),
  "box.previous": (desk) => walking.walk(desk, -1),
  "box.cycle": walking.cycle,
  "box.selectAll": walking.selectAll,
  "box.grabCorner": editing.grabCorner,
  "box.accept": (desk) => deciding.decide(desk, "accepted"),
  "box.reject": (desk) => deciding.decide(desk, "rejected"),
  "box.acceptVisible": (desk) => deciding.decideAll(desk, "accepted"),
  "box.rejectVisible": (desk) => deciding.decideAll(desk, "rejected"),
  "box.delete": editing.deleteSelected,
  "box.copy": copying.copySelected,
  "box.paste": (desk) => copying.paste(desk, desk.clipboard),
  "box.pasteFromPrevious": (desk) => copying.paste(desk, desk.previousBoxes),
  "box.duplicate": copying.duplicate,
  "box.occluded": (desk) => editing.toggleMark(desk, "occluded"),
  "box.truncated": (desk) => editing.toggleMark(desk, "truncated"),
  "box.crowd": (desk) => editing.toggleMark(desk, "crowd"),
  "box.lock": hiding.toggleLock,
  "box.hide": hiding.hideSelected,
  "box.hideOthers": hiding.hideOthers,
  "history.undo": (desk) => travel(desk, "undo"),
  "history.redo": (desk) => travel(desk, "redo"),
  "view.fit": (desk) => desk.camera.fit(),
  "view.selection": zoomToSelected,
  "view.actualSize": (desk) => desk.camera.actualSize(),
  "view.zoomIn": (desk) => desk.camera.zoomIn(),
  "view.zoomOut": (desk) => desk.camera.zoomOut(),
  "view.keep": (desk) => desk.setKeepsView(!desk.camera.keepsView),
  "view.names": (desk) => desk.setShowsNames(!desk.showsNames),
  "view.cues": (desk) => desk.setShowsCues(!desk.showsCues),
  "view.showHidden": hiding.showHidden,
  "suggestions.toggle": (desk) =>
    thresholds.setShowsSuggestions(desk, !(desk.sheet?.showsSuggestions ?? true)),
  "threshold.lower": (desk) => thresholds.moveThreshold(desk, "lower"),
  "threshold.raise": (desk) => thresholds.moveThreshold(desk, "raise"),
  "threshold.lowerClass": (desk) => thresholds.moveClassThreshold(desk, "lower"),
  "threshold.raiseClass": (desk) => thresholds.moveClassThreshold(desk, "raise"),
  "suggestions.hints": (desk) => setShowsHints(desk, !desk.aids.showsHints),
  "tool.magnet": (desk) => setMagnet(desk, !desk.aids.hasMagnet),
};

/** Commands that change boxes, or prepare for it. */
const CHANGES =
  /^(tool\.draw|box\.(new|grab|accept|reject|delete|paste|duplicate|occluded|truncated|crowd)|category\.\d|nudge\.|grow\.|pull\.|history\.)/;

/** Does what the command says; false when the command is not the desk's. */
export function dispatch(desk: Desk, command: CommandId): boolean {
  if (desk.sheet?.isReadOnly && CHANGES.test(command)) {
    desk.notify({ code: "read-only" });
    return true;
  }
  const action = actionOf(command);
  action?.(desk);
  return action !== undefined;
}

export const isDeskCommand = (command: CommandId): boolean => actionOf(command) !== undefined;

const actionOf = (command: CommandId): Action | undefined =>
  ACTIONS[command] ?? familyAction(command);

/** Commands that come in families: `category.3`, `nudge.left.10`, `grow.up`, `pull.down`. */
function familyAction(command: CommandId): Action | undefined {
  const [family, what = "", amount] = command.split(".");
  const direction = what as Direction;
  switch (family) {
    case "category":
      return /^\d$/.test(what) ? (desk) => editing.giveCategoryByDigit(desk, what) : undefined;
    case "nudge":
      return (desk) => editing.nudge(desk, direction, Number(amount));
    case "grow":
      return (desk) => editing.moveEdge(desk, direction, "far");
    case "pull":
      return (desk) => editing.moveEdge(desk, direction, "near");
    default:
      return undefined;
  }
}
