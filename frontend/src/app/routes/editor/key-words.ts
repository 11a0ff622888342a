/** What the keys are for, in the order of the help. */

import { DIRECTIONS } from "../../../core/command-ids.ts";
import { type Chord, type CommandId, chordsFor, type Keymap } from "../../../core/keymap.ts";

import { chordWords } from "./chord-words.ts";

export interface KeyRow {
  /** Those that the row stands for; none for what the mouse does. */
  readonly commands: readonly CommandId[];
  readonly chords: readonly Chord[];
  readonly text: string;
}

export interface KeyGroup {
  readonly title: string;
  readonly rows: readonly KeyRow[];
}

type Words = readonly (readonly [command: string, text: string])[];

/** Of a family of commands, such as `nudge.*.1`, one line says all. */
const WORDS: Readonly<Record<string, Words>> = {
  Images: [
    ["image.done", "Done, and next image"],
    ["image.acceptAndDone", "Accept all shown, done, and next"],
    ["image.skip", "Skip this image"],
    ["image.skipWithReason", "Skip, and say why"],
    ["image.unsure", "Unsure: send it to review"],
    ["image.next", "Next image, leaving this one open"],
    ["image.previous", "Previous image"],
    ["image.jump", "Go to any image"],
    ["image.comment", "Write a comment"],
    ["image.history", "What happened to this image"],
    ["image.inside", "Inside the detector: why this box, or why none"],
    ["view.filmstrip", "Show or hide the strip of images"],
    ["save.now", "Save now"],
  ],
  Suggestions: [
    ["box.accept", "Accept the selected one, go on"],
    ["box.acceptVisible", "Accept all shown"],
    ["box.reject", "Reject the selected one, go on"],
    ["box.rejectVisible", "Reject all shown"],
    ["suggestions.toggle", "Hide or show all on this image"],
    ["suggestions.hints", "Faint hints of the less likely ones"],
    ["threshold.lower", "Show more"],
    ["threshold.raise", "Show fewer"],
    ["threshold.lowerClass", "Show more of this class"],
    ["threshold.raiseClass", "Show fewer of this class"],
    ["box.lookAlikes", "Find more like the selected box"],
    ["model.run", "Run the model on this image"],
  ],
  Boxes: [
    ["tool.draw", "Draw: drag, or two clicks"],
    ["tool.drawAgain", "Draw again with the last class"],
    ["tool.magnet", "Snap what is drawn to the object, or not"],
    ["tool.select", "Select and move"],
    ["tool.pan", "Move the image by hand"],
    ["cancel", "Cancel, then select nothing"],
    ["box.new", "New box in the middle of the view"],
    ["box.next", "Next box, suggestions first"],
    ["box.previous", "Previous box"],
    ["box.cycle", "Next box under the pointer"],
    ["box.selectAll", "Select all"],
    ["box.delete", "Delete the selected boxes, or the one pointed at"],
    ["box.copy", "Copy"],
    ["box.paste", "Paste in place, on any image"],
    ["box.pasteFromPrevious", "Paste the previous image's boxes"],
    ["box.duplicate", "Duplicate"],
    ["history.undo", "Undo"],
    ["history.redo", "Redo"],
  ],
  "Selected boxes": [
    ["nudge.*.1", "Move by 1 px"],
    ["nudge.*.10", "Move by 10 px"],
    ["grow.*", "Right or lower edge by 1 px"],
    ["pull.*", "Left or upper edge by 1 px"],
    ["box.grabCorner", "Take the nearest corner along"],
    ["box.occluded", "Mark as occluded"],
    ["box.truncated", "Mark as truncated"],
    ["box.crowd", "Mark as a crowd"],
    ["box.lock", "Lock or unlock"],
    ["box.hide", "Hide"],
    ["box.hideOthers", "Hide all others"],
  ],
  Classes: [
    ["category.*", "Class of what is selected or pointed at, else of the next box"],
    ["category.search", "Search a class"],
  ],
  View: [
    ["view.fit", "Fit the image"],
    ["view.selection", "Zoom to the selected box, and back"],
    ["view.actualSize", "One image pixel, one screen pixel"],
    ["view.zoomIn", "Zoom in"],
    ["view.zoomOut", "Zoom out"],
    ["view.keep", "Keep the view on the next image, or fit"],
    ["view.names", "Names and scores on or off"],
    ["view.cues", "Unsure edges on or off"],
    ["view.brightness", "Brightness and contrast"],
    ["view.showHidden", "Show hidden boxes again"],
    ["view.peek", "Hold: hide all boxes"],
    ["view.peekSuggestions", "Hold: hide the suggestions"],
  ],
  Page: [
    ["menu", "Menu of the box or the image"],
    ["region.next", "To the next part of the page"],
    ["region.previous", "To the part before"],
    ["keys", "Change keys"],
    ["help", "Keys that work now"],
  ],
};

const DIGITS = Array.from("1234567890", (digit): CommandId => `category.${Number(digit)}`);
const inAll = (name: (direction: (typeof DIRECTIONS)[number]) => CommandId) => DIRECTIONS.map(name);

const FAMILIES: Readonly<Record<string, readonly CommandId[]>> = {
  "category.*": DIGITS,
  "nudge.*.1": inAll((direction) => `nudge.${direction}.1`),
  "nudge.*.10": inAll((direction) => `nudge.${direction}.10`),
  "grow.*": inAll((direction) => `grow.${direction}`),
  "pull.*": inAll((direction) => `pull.${direction}`),
};

const MOUSE: readonly (readonly [string, string])[] = [
  ["Wheel", "Zoom at the pointer"],
  ["Middle button", "Move the image"],
  ["Ctrl+drag", "Move the image"],
  ["Two fingers", "Move and zoom the image"],
  ["Double click", "On a box its class, else fit, and back"],
  ["Right click", "Menu; by touch a long press"],
  ["Click again", "The box underneath"],
  ["Alt+click", "The box underneath"],
  ["Shift+click", "Add to the selection"],
  ["Shift+drag", "Select all in a frame"],
  ["Alt+drag", "Copy the box"],
  ["Shift on a handle", "Keep the proportions"],
  ["Alt on a handle", "Resize around the middle"],
  ["Alt, drawing", "From the middle"],
  ["Ctrl, drawing", "A square"],
];

/** All that can be done by a key or the mouse, with the keys of this keymap; families in one row. */
export function keyGroups(keymap: Keymap): KeyGroup[] {
  const rows = (words: Words): KeyRow[] =>
    words.map(([name, text]) => {
      const commands = FAMILIES[name] ?? [name as CommandId];
      return { commands, chords: shortened(keymap, commands), text };
    });
  const mouse = MOUSE.map(([chord, text]) => ({ commands: [], chords: [chord], text }));
  return [
    ...Object.entries(WORDS).map(([title, words]) => ({ title, rows: rows(words) })),
    { title: "Mouse and touch", rows: mouse },
  ];
}

/** Every command in a row of its own, for those who change keys. */
export function commandGroups(keymap: Keymap): KeyGroup[] {
  return Object.entries(WORDS).map(([title, words]) => ({
    title,
    rows: words.flatMap(([name, text]) =>
      (FAMILIES[name] ?? [name as CommandId]).map((command) => ({
        commands: [command],
        chords: chordsFor(keymap, command),
        text: FAMILIES[name] === undefined ? text : `${text}: ${memberOf(command)}`,
      })),
    ),
  }));
}

/** What tells a command from its family: a digit, or a direction. */
const memberOf = (command: CommandId): string => command.split(".")[1] ?? "";

export function wordsFor(command: CommandId): string {
  const rows = commandGroups([]).flatMap((group) => group.rows);
  return rows.find(({ commands }) => commands[0] === command)?.text ?? command;
}

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const ONE_TO_ZERO = Array.from("1234567890");

/** The keys of a family as one, as long as they are alike: all arrows, or from one to zero. */
function shortened(keymap: Keymap, commands: readonly CommandId[]): readonly Chord[] {
  const all = commands.map((command) => chordsFor(keymap, command));
  const [first = [], ...others] = all;
  if (others.length === 0) return first;
  if (others.some(({ length }) => length !== first.length)) return all.flat();
  return first.flatMap((_, place) => asOne(all.map((chords) => chords[place] ?? "")));
}

function asOne(chords: readonly Chord[]): readonly Chord[] {
  const [first = ""] = chords;
  const areLike = (ends: readonly string[], start: string) =>
    chords.every((chord, place) => chord === `${start}${ends[place] ?? "?"}`);
  const [, beforeArrow] = /^(.*)ArrowLeft$/.exec(first) ?? [];
  if (beforeArrow !== undefined && areLike(ARROWS, beforeArrow)) return [`${beforeArrow}Arrows`];
  const beforeDigit = first.slice(0, -1);
  return areLike(ONE_TO_ZERO, beforeDigit) ? [`${first} … 0`] : chords;
}

/** The groups with the rows that a search finds. */
export function foundIn(groups: readonly KeyGroup[], wanted: string): KeyGroup[] {
  const sought = wanted.trim().toLowerCase();
  const isFound = ({ chords, text }: KeyRow) =>
    `${text} ${chords.map(chordWords).join(" ")} ${chords.join(" ")}`
      .toLowerCase()
      .includes(sought);
  return groups
    .map(({ title, rows }) => ({ title, rows: rows.filter(isFound) }))
    .filter(({ rows }) => rows.length > 0);
}
