/**
 * Which key does what: data, not code, so that it can be shown, searched, changed and checked for
 * clashes. Letters go by the character they produce, digits by their place on the keyboard, so that
 * layouts where digits need Shift work. Knows nothing of what the commands do.
 */

/** Where a key counts: always, or only with or without a selection or a running gesture. */
export type When = "always" | "selection" | "no-selection";

export type CommandId =
  | "image.next"
  | "image.previous"
  | "image.done"
  | "image.acceptAndDone"
  | "image.skip"
  | "save.now"
  | "tool.draw"
  | "tool.select"
  | "cancel"
  | "box.next"
  | "box.previous"
  | "box.cycle"
  | "box.accept"
  | "box.acceptVisible"
  | "box.reject"
  | "box.rejectVisible"
  | "box.delete"
  | "box.selectAll"
  | "box.copy"
  | "box.paste"
  | "box.pasteFromPrevious"
  | "box.duplicate"
  | "box.occluded"
  | "box.truncated"
  | "box.crowd"
  | "history.undo"
  | "history.redo"
  | "view.fit"
  | "view.selection"
  | "view.zoomIn"
  | "view.zoomOut"
  | "view.names"
  | "view.peek"
  | "threshold.lower"
  | "threshold.raise"
  | "category.search"
  | "region.next"
  | "region.previous"
  | "help"
  | `category.${number}`
  | `nudge.${Direction}.${1 | 10}`
  | `grow.${Direction}`
  | `pull.${Direction}`;

export type Direction = "left" | "right" | "up" | "down";

export type Group = "Images" | "Suggestions" | "Boxes" | "Edges" | "Classes" | "View" | "Other";

export interface Binding {
  /** `Ctrl+Shift+Z`; Ctrl stands for Command on a Mac as well. */
  readonly chords: readonly string[];
  readonly command: CommandId;
  readonly when: When;
  readonly group: Group;
  readonly text: string;
  /** One line for several keys that differ only in a direction or a digit. */
  readonly family: Family | null;
}

export interface Family {
  readonly chord: string;
  readonly text: string;
}

export type Keymap = readonly Binding[];

/** What a key press looks like to the keymap; a KeyboardEvent is one. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const bind = (
  group: Group,
  command: CommandId,
  chords: string | readonly string[],
  text: string,
  when: When = "always",
  family: Family | null = null,
): Binding => ({
  chords: typeof chords === "string" ? [chords] : chords,
  command,
  when,
  group,
  text,
  family,
});

const DIRECTIONS: readonly Direction[] = ["left", "right", "up", "down"];
const ARROW = { left: "ArrowLeft", right: "ArrowRight", up: "ArrowUp", down: "ArrowDown" } as const;

const byArrows = (chord: string, text: string): Family => ({ chord: `${chord}Arrows`, text });

const nudges = DIRECTIONS.flatMap((direction) => [
  bind(
    "Edges",
    `nudge.${direction}.1`,
    ARROW[direction],
    `Move 1 px ${direction}`,
    "selection",
    byArrows("", "Move by 1 px"),
  ),
  bind(
    "Edges",
    `nudge.${direction}.10`,
    `Shift+${ARROW[direction]}`,
    `Move 10 px ${direction}`,
    "selection",
    byArrows("Shift+", "Move by 10 px"),
  ),
]);

const edges = DIRECTIONS.flatMap((direction) => [
  bind(
    "Edges",
    `grow.${direction}`,
    `Ctrl+${ARROW[direction]}`,
    `Move the ${isHorizontal(direction) ? "right" : "lower"} edge ${direction}`,
    "selection",
    byArrows("Ctrl+", "Move the right or lower edge by 1 px"),
  ),
  bind(
    "Edges",
    `pull.${direction}`,
    `Ctrl+Shift+${ARROW[direction]}`,
    `Move the ${isHorizontal(direction) ? "left" : "upper"} edge ${direction}`,
    "selection",
    byArrows("Ctrl+Shift+", "Move the left or upper edge by 1 px"),
  ),
]);

function isHorizontal(direction: Direction): boolean {
  return direction === "left" || direction === "right";
}

const categories = Array.from("1234567890", (digit) =>
  bind("Classes", `category.${Number(digit)}`, digit, `Class with the key ${digit}`, "always", {
    chord: "1 … 0",
    text: "Class of the selection and of the next box",
  }),
);

export const DEFAULT_KEYMAP: Keymap = [
  bind("Images", "image.done", "Space", "Done, and next image"),
  bind("Images", "image.acceptAndDone", "Ctrl+Enter", "Accept all shown, done, and next image"),
  bind("Images", "image.skip", "S", "Skip this image"),
  bind("Images", "image.next", "D", "Next image, leaving this one open"),
  bind("Images", "image.next", "ArrowRight", "Next image", "no-selection"),
  bind("Images", "image.previous", "A", "Previous image"),
  bind("Images", "image.previous", "ArrowLeft", "Previous image", "no-selection"),
  bind("Images", "save.now", "Ctrl+S", "Save now"),
  bind("Suggestions", "box.accept", "E", "Accept the selected suggestion"),
  bind("Suggestions", "box.acceptVisible", "Shift+E", "Accept all suggestions shown"),
  bind("Suggestions", "box.reject", "X", "Reject the selected suggestion"),
  bind("Suggestions", "box.rejectVisible", "Shift+X", "Reject all suggestions shown"),
  bind("Suggestions", "threshold.lower", "[", "Show more suggestions"),
  bind("Suggestions", "threshold.raise", "]", "Show fewer suggestions"),
  bind("Boxes", "tool.draw", ["W", "N"], "Draw a box: drag, or two clicks"),
  bind("Boxes", "tool.select", "V", "Select and move boxes"),
  bind("Boxes", "cancel", "Escape", "Cancel, then select nothing"),
  bind("Boxes", "box.next", "Tab", "Next box, suggestions first"),
  bind("Boxes", "box.previous", "Shift+Tab", "Previous box"),
  bind("Boxes", "box.cycle", "C", "Next box under the pointer"),
  bind("Boxes", "box.delete", ["Delete", "Backspace"], "Delete the selected boxes"),
  bind("Boxes", "box.selectAll", "Ctrl+A", "Select all boxes"),
  bind("Boxes", "box.copy", "Ctrl+C", "Copy"),
  bind("Boxes", "box.paste", "Ctrl+V", "Paste in place, also on another image"),
  bind("Boxes", "box.pasteFromPrevious", "P", "Paste the boxes of the previous image"),
  bind("Boxes", "box.duplicate", "Ctrl+D", "Duplicate"),
  bind("Boxes", "box.occluded", "O", "Mark as occluded", "selection"),
  bind("Boxes", "box.truncated", "Shift+O", "Mark as truncated", "selection"),
  bind("Boxes", "box.crowd", "Shift+C", "Mark as a crowd", "selection"),
  bind("Boxes", "history.undo", "Ctrl+Z", "Undo"),
  bind("Boxes", "history.redo", ["Ctrl+Shift+Z", "Ctrl+Y"], "Redo"),
  ...nudges,
  ...edges,
  ...categories,
  bind("Classes", "category.search", "Q", "Search a class"),
  bind("View", "view.fit", "F", "Fit the image"),
  bind("View", "view.selection", "Z", "Zoom to the selected box"),
  bind("View", "view.zoomIn", ["+", "="], "Zoom in"),
  bind("View", "view.zoomOut", "-", "Zoom out"),
  bind("View", "view.names", "T", "Show or hide names and scores"),
  bind("View", "view.peek", "`", "Hold to hide all boxes"),
  bind("Other", "region.next", "F6", "To the next part of the page"),
  bind("Other", "region.previous", "Shift+F6", "To the part before"),
  bind("Other", "help", "?", "All keys"),
];

/** Places of keys whose character differs between layouts; tried when the character is not bound. */
const BY_PLACE: Readonly<Record<string, string>> = {
  BracketLeft: "[",
  BracketRight: "]",
  Backquote: "`",
};

/** The command for a key press, or null. `hasSelection` decides what the arrows mean. */
export function resolve(keymap: Keymap, press: KeyPress, hasSelection: boolean): CommandId | null {
  for (const chord of chordsOf(press)) {
    const binding = keymap.find(
      ({ chords, when }) => chords.includes(chord) && counts(when, hasSelection),
    );
    if (binding !== undefined) return binding.command;
  }
  return null;
}

const counts = (when: When, hasSelection: boolean): boolean =>
  when === "always" || (when === "selection") === hasSelection;

/** The chords that a press can mean: by its character first, then by its place. */
export function chordsOf(press: KeyPress): string[] {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const isAltGr = press.ctrlKey && press.altKey;
  if (digit !== undefined && !isAltGr) return [withModifiers(press, digit)];

  const names = [nameOf(press.key)];
  const place = BY_PLACE[press.code];
  if (place !== undefined) names.push(place);
  return names.map((name) => withModifiers(press, name));
}

function nameOf(key: string): string {
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
}

function withModifiers(press: KeyPress, name: string): string {
  const isSign = name.length === 1 && !/[\p{L}\d]/u.test(name);
  // AltGr, which some layouts need for brackets, arrives as Ctrl with Alt; Shift made "?" of "/".
  const isAltGr = isSign && press.ctrlKey && press.altKey;
  const parts = [name];
  if (press.shiftKey && !isSign && !/\d/.test(name)) parts.unshift("Shift");
  if (press.altKey && !isAltGr) parts.unshift("Alt");
  if ((press.ctrlKey || press.metaKey) && !isAltGr) parts.unshift("Ctrl");
  return parts.join("+");
}

/** Chords that mean two things at once, for a keymap that somebody changed. */
export function clashes(keymap: Keymap): string[] {
  const found = new Set<string>();
  keymap.forEach((binding, place) => {
    for (const other of keymap.slice(place + 1)) {
      if (binding.command === other.command || !overlap(binding.when, other.when)) continue;
      for (const chord of binding.chords) {
        if (other.chords.includes(chord)) found.add(chord);
      }
    }
  });
  return [...found];
}

const overlap = (a: When, b: When): boolean => a === "always" || b === "always" || a === b;
