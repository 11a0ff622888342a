/**
 * Which key does what: data, not code, so that it can be shown, searched, changed and checked for
 * clashes. Letters go by the character they produce, digits by their place on the keyboard, so that
 * layouts where digits need Shift work. Knows nothing of what the commands do; the app has the words.
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
  | "view.cues"
  | "view.peek"
  | "suggestions.toggle"
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

export interface Binding {
  readonly command: CommandId;
  /** `Ctrl+Shift+Z`; Ctrl stands for Command on a Mac as well. */
  readonly chords: readonly string[];
  readonly when: When;
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

const DIRECTIONS: readonly Direction[] = ["left", "right", "up", "down"];

const bind = (command: CommandId, chords: string, when: When = "always"): Binding => ({
  command,
  chords: chords.split(" "),
  when,
});

const withArrows = DIRECTIONS.flatMap((direction) => {
  const arrow = `Arrow${direction.charAt(0).toUpperCase()}${direction.slice(1)}`;
  return [
    bind(`nudge.${direction}.1`, arrow, "selection"),
    bind(`nudge.${direction}.10`, `Shift+${arrow}`, "selection"),
    bind(`grow.${direction}`, `Ctrl+${arrow}`, "selection"),
    bind(`pull.${direction}`, `Ctrl+Shift+${arrow}`, "selection"),
  ];
});

const digits = Array.from("1234567890", (digit) => bind(`category.${Number(digit)}`, digit));

export const DEFAULT_KEYMAP: Keymap = [
  bind("image.done", "Space"),
  bind("image.acceptAndDone", "Ctrl+Enter"),
  bind("image.skip", "S"),
  bind("image.next", "D"),
  bind("image.next", "ArrowRight", "no-selection"),
  bind("image.previous", "A"),
  bind("image.previous", "ArrowLeft", "no-selection"),
  bind("save.now", "Ctrl+S"),
  bind("box.accept", "E"),
  bind("box.acceptVisible", "Shift+E"),
  bind("box.reject", "X"),
  bind("box.rejectVisible", "Shift+X"),
  bind("suggestions.toggle", "R"),
  bind("threshold.lower", "["),
  bind("threshold.raise", "]"),
  bind("tool.draw", "W N"),
  bind("tool.select", "V"),
  bind("cancel", "Escape"),
  bind("box.next", "Tab"),
  bind("box.previous", "Shift+Tab"),
  bind("box.cycle", "C"),
  bind("box.delete", "Delete Backspace"),
  bind("box.selectAll", "Ctrl+A"),
  bind("box.copy", "Ctrl+C"),
  bind("box.paste", "Ctrl+V"),
  bind("box.pasteFromPrevious", "P"),
  bind("box.duplicate", "Ctrl+D"),
  bind("box.occluded", "O", "selection"),
  bind("box.truncated", "Shift+O", "selection"),
  bind("box.crowd", "Shift+C", "selection"),
  bind("history.undo", "Ctrl+Z"),
  bind("history.redo", "Ctrl+Shift+Z Ctrl+Y"),
  ...withArrows,
  ...digits,
  bind("category.search", "Q"),
  bind("view.fit", "F"),
  bind("view.selection", "Z"),
  bind("view.zoomIn", "+ ="),
  bind("view.zoomOut", "-"),
  bind("view.names", "T"),
  bind("view.cues", "U"),
  bind("view.peek", "`"),
  bind("region.next", "F6"),
  bind("region.previous", "Shift+F6"),
  bind("help", "?"),
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
  const digit = digitOf(press);
  const isAltGr = press.ctrlKey && press.altKey;
  if (digit !== undefined && !isAltGr) return [withModifiers(press, digit)];

  const names = [nameOf(press.key)];
  const place = BY_PLACE[press.code];
  if (place !== undefined) names.push(place);
  return names.map((name) => withModifiers(press, name));
}

/** By its place; on a number pad only while that writes digits, and not arrows. */
function digitOf({ code, key }: KeyPress): string | undefined {
  const [, pad, digit] = /^(Digit|Numpad)(\d)$/.exec(code) ?? [];
  return pad === "Digit" || /^\d$/.test(key) ? digit : undefined;
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
