/**
 * The keymaps that come with the editor: its own, and two in the manner of tools that many hands know.
 * Where those have no key for a command, it keeps the editor's own.
 */

import type { Chord } from "./chords.ts";
import { type CommandId, DIRECTIONS } from "./command-ids.ts";
import type { Binding, Keymap } from "./keymap.ts";

const bind = (command: CommandId, chords: string): Binding => ({
  command,
  chords: chords.split(" ").filter((chord): chord is Chord => chord !== ""),
});

const withArrows = DIRECTIONS.flatMap((direction) => {
  const arrow = `Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`;
  return [
    bind(`nudge.${direction}.1`, arrow),
    bind(`nudge.${direction}.10`, `Shift+${arrow}`),
    bind(`grow.${direction}`, `Ctrl+${arrow}`),
    bind(`pull.${direction}`, `Ctrl+Shift+${arrow}`),
  ];
});

const digits = Array.from("1234567890", (digit) => bind(`category.${Number(digit)}`, digit));

export const DEFAULT_KEYMAP: Keymap = [
  bind("image.done", "Space"),
  bind("image.acceptAndDone", "Ctrl+Enter"),
  bind("image.skip", "S"),
  bind("image.skipWithReason", "Shift+S"),
  bind("image.unsure", "U"),
  bind("image.next", "D ArrowRight"),
  bind("image.previous", "A ArrowLeft"),
  bind("image.jump", "Ctrl+G"),
  bind("image.comment", "M"),
  bind("image.history", "Y"),
  bind("image.inside", "I"),
  bind("save.now", "Ctrl+S"),
  bind("box.accept", "E"),
  bind("box.acceptVisible", "Shift+E"),
  bind("box.reject", "X"),
  bind("box.rejectVisible", "Shift+X"),
  bind("suggestions.toggle", "Shift+R"),
  bind("suggestions.hints", "K"),
  bind("threshold.lower", "["),
  bind("threshold.raise", "]"),
  bind("threshold.lowerClass", "Shift+["),
  bind("threshold.raiseClass", "Shift+]"),
  bind("box.lookAlikes", "Shift+F"),
  bind("model.run", "R"),
  bind("tool.draw", "W"),
  bind("tool.drawAgain", "N"),
  bind("tool.magnet", "Shift+M"),
  bind("tool.select", "V"),
  bind("tool.pan", "Shift+V"),
  bind("cancel", "Escape"),
  bind("box.new", "Shift+W Insert"),
  bind("box.next", "Tab"),
  bind("box.previous", "Shift+Tab"),
  bind("box.cycle", "C"),
  bind("box.delete", "Delete Backspace"),
  bind("box.selectAll", "Ctrl+A"),
  bind("box.copy", "Ctrl+C"),
  bind("box.paste", "Ctrl+V"),
  bind("box.pasteFromPrevious", "P"),
  bind("box.duplicate", "Ctrl+D"),
  bind("history.undo", "Ctrl+Z"),
  bind("history.redo", "Ctrl+Shift+Z Ctrl+Y"),
  ...withArrows,
  bind("box.grabCorner", "J"),
  bind("box.occluded", "O"),
  bind("box.truncated", "Shift+O"),
  bind("box.crowd", "Shift+C"),
  bind("box.lock", "L"),
  bind("box.hide", "H"),
  bind("box.hideOthers", "Shift+H"),
  bind("view.showHidden", "H"),
  ...digits,
  bind("category.search", "Q"),
  bind("view.fit", "F"),
  bind("view.selection", "Z"),
  bind("view.actualSize", "Ctrl+0"),
  bind("view.zoomIn", "+ ="),
  bind("view.zoomOut", "-"),
  bind("view.keep", "Shift+Z"),
  bind("view.names", "T"),
  bind("view.cues", "Shift+U"),
  bind("view.brightness", "B"),
  bind("view.filmstrip", "Shift+G"),
  bind("view.peek", "`"),
  bind("view.peekSuggestions", "Shift+`"),
  bind("menu", "Shift+F10 ContextMenu"),
  bind("region.next", "F6"),
  bind("region.previous", "Shift+F6"),
  bind("keys", "Ctrl+,"),
  bind("help", "?"),
];

export type PresetName = "boxloop" | "cvat" | "labelimg";

type Changes = Partial<Record<CommandId, string>>;

const inTheManner = (changes: Changes): Keymap =>
  DEFAULT_KEYMAP.map((binding) => {
    const chords = changes[binding.command];
    return chords === undefined ? binding : bind(binding.command, chords);
  });

/** CVAT gives classes by Ctrl and a digit; plain digits go on working. */
const digitsOfCvat = Object.fromEntries(
  Array.from("1234567890", (digit) => [`category.${digit}`, `${digit} Ctrl+${digit}`]),
) as Changes;

const CVAT = inTheManner({
  ...digitsOfCvat,
  "image.next": "F ArrowRight",
  "image.previous": "D ArrowLeft",
  "tool.draw": "N",
  "tool.drawAgain": "Shift+N",
  "box.new": "Shift+W Insert",
  "box.occluded": "Q /",
  "box.pasteFromPrevious": "Ctrl+B P",
  "box.lookAlikes": "Shift+D",
  "category.search": "Shift+Q",
  "view.fit": "A",
  "view.actualSize": "Shift+A",
  "view.brightness": "Shift+B",
  help: "F1 ?",
});

const LABELIMG = inTheManner({
  "tool.select": "Ctrl+J V",
  "category.search": "Ctrl+E Q",
  "box.pasteFromPrevious": "Ctrl+V P",
  "box.paste": "Ctrl+Shift+V",
  "box.selectAll": "Ctrl+Shift+A",
  "box.hideOthers": "Ctrl+H Shift+H",
  "view.showHidden": "Ctrl+A H",
  "view.fit": "Ctrl+F F",
  "view.actualSize": "Ctrl+= Ctrl+0",
  "view.zoomIn": "Ctrl++ + =",
  "view.zoomOut": "Ctrl+- -",
});

export const PRESETS: Readonly<Record<PresetName, Keymap>> = {
  boxloop: DEFAULT_KEYMAP,
  cvat: CVAT,
  labelimg: LABELIMG,
};
