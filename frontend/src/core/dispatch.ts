/** From the name of a command to what it does, for all commands that stay on the desk. */

import * as actions from "./actions.ts";
import type { Desk } from "./desk.ts";
import type { CommandId, Direction } from "./keymap.ts";

type Action = (desk: Desk) => void;

const ACTIONS: Partial<Record<CommandId, Action>> = {
  "tool.draw": (desk) => desk.setTool("draw"),
  "tool.select": (desk) => desk.setTool("select"),
  cancel: (desk) => desk.cancel(),
  "box.next": (desk) => actions.walk(desk, 1),
  "box.previous": (desk) => actions.walk(desk, -1),
  "box.cycle": actions.cycle,
  "box.accept": (desk) => actions.decide(desk, "accepted"),
  "box.reject": (desk) => actions.decide(desk, "rejected"),
  "box.acceptVisible": (desk) => actions.decideAll(desk, "accepted"),
  "box.rejectVisible": (desk) => actions.decideAll(desk, "rejected"),
  "box.delete": actions.deleteSelected,
  "box.selectAll": actions.selectAll,
  "box.copy": actions.copySelected,
  "box.paste": (desk) => actions.paste(desk, desk.clipboard),
  "box.pasteFromPrevious": (desk) => actions.paste(desk, desk.previousBoxes),
  "box.duplicate": actions.duplicate,
  "box.occluded": (desk) => actions.toggleMark(desk, "occluded"),
  "box.truncated": (desk) => actions.toggleMark(desk, "truncated"),
  "box.crowd": (desk) => actions.toggleMark(desk, "crowd"),
  "history.undo": (desk) => desk.travel("undo"),
  "history.redo": (desk) => desk.travel("redo"),
  "view.fit": (desk) => desk.camera.fit(),
  "view.selection": actions.zoomToSelected,
  "view.zoomIn": (desk) => desk.camera.zoomIn(),
  "view.zoomOut": (desk) => desk.camera.zoomOut(),
  "view.names": (desk) => desk.setShowsNames(!desk.showsNames),
  "view.cues": (desk) => desk.setShowsCues(!desk.showsCues),
  "suggestions.toggle": (desk) => desk.setShowsSuggestions(!(desk.sheet?.showsSuggestions ?? true)),
  "threshold.lower": (desk) => actions.moveThreshold(desk, "lower"),
  "threshold.raise": (desk) => actions.moveThreshold(desk, "raise"),
};

/** Does what the command says; false when the command is not the desk's. */
export function dispatch(desk: Desk, command: CommandId): boolean {
  const action = ACTIONS[command] ?? familyAction(command);
  if (action === undefined) return false;
  action(desk);
  return true;
}

/** Commands that come in families: `category.3`, `nudge.left.10`, `grow.up`, `pull.down`. */
function familyAction(command: CommandId): Action | undefined {
  const [family, what = "", amount] = command.split(".");
  const direction = what as Direction;
  switch (family) {
    case "category":
      return /^\d$/.test(what) ? (desk) => actions.giveCategoryByDigit(desk, what) : undefined;
    case "nudge":
      return (desk) => actions.nudge(desk, direction, Number(amount));
    case "grow":
      return (desk) => actions.moveEdge(desk, direction, "far");
    case "pull":
      return (desk) => actions.moveEdge(desk, direction, "near");
    default:
      return undefined;
  }
}
