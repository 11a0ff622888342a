/** The names of all commands of the editor, and when a key of theirs counts. */

export type Direction = "left" | "right" | "up" | "down";

export type CommandId =
  | `image.${"done" | "acceptAndDone" | "next" | "previous" | "jump"}`
  | `image.${"skip" | "skipWithReason" | "unsure" | "comment" | "history" | "inside"}`
  | "save.now"
  | `tool.${"draw" | "drawAgain" | "select" | "pan" | "magnet"}`
  | "cancel"
  | `box.${"next" | "previous" | "cycle" | "selectAll" | "grabCorner" | "new"}`
  | `box.${"accept" | "acceptVisible" | "reject" | "rejectVisible" | "delete" | "lookAlikes"}`
  | `box.${"copy" | "paste" | "pasteFromPrevious" | "duplicate"}`
  | `box.${"occluded" | "truncated" | "crowd" | "lock" | "hide" | "hideOthers"}`
  | `history.${"undo" | "redo"}`
  | `view.${"fit" | "selection" | "actualSize" | "zoomIn" | "zoomOut" | "keep"}`
  | `view.${"names" | "cues" | "brightness" | "showHidden" | "filmstrip"}`
  | HeldCommandId
  | `suggestions.${"toggle" | "hints"}`
  | `threshold.${"lower" | "raise" | "lowerClass" | "raiseClass"}`
  | "model.run"
  | "category.search"
  | `category.${number}`
  | `nudge.${Direction}.${1 | 10}`
  | `grow.${Direction}`
  | `pull.${Direction}`
  | "menu"
  | `region.${"next" | "previous"}`
  | "keys"
  | "help";

/** Commands that last as long as their key is held. */
export type HeldCommandId = `view.${"peek" | "peekSuggestions"}`;

export const DIRECTIONS: readonly Direction[] = ["left", "right", "up", "down"];

export const isHeld = (command: CommandId): command is HeldCommandId =>
  command === "view.peek" || command === "view.peekSuggestions";

/** A key that counts only with a selection goes before the same key of a command that always does. */
export type When = "always" | "selection";

export const whenOf = (command: CommandId): When =>
  /^(nudge|grow|pull)\./.test(command) || command === "box.hide" ? "selection" : "always";
