/** What the keys are for, in the order of the help. */

import { DEFAULT_KEYMAP } from "../../../core/keymaps.ts";

export interface KeyRow {
  readonly chords: readonly string[];
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
    ["box.delete", "Delete the selected boxes"],
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
    ["category.*", "Class of the selection and the next box"],
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

const FAMILIES: Readonly<Record<string, string>> = {
  "category.*": "1 … 0",
  "nudge.*.1": "Arrows",
  "nudge.*.10": "Shift+Arrows",
  "grow.*": "Ctrl+Arrows",
  "pull.*": "Ctrl+Shift+Arrows",
};

const MOUSE: readonly (readonly [string, string])[] = [
  ["Wheel", "Zoom at the pointer"],
  ["Middle button", "Move the image"],
  ["Ctrl+drag", "Move the image"],
  ["Click again", "The box underneath"],
  ["Shift+click", "Add to the selection"],
  ["Shift+drag", "Select all in a frame"],
  ["Shift on a handle", "Keep the proportions"],
  ["Alt on a handle", "Resize around the middle"],
  ["Alt+drag", "Copy the box"],
];

export const KEY_GROUPS: readonly KeyGroup[] = [
  ...Object.entries(WORDS).map(([title, words]) => ({
    title,
    rows: words.map(([command, text]) => ({ chords: chordsOf(command), text })),
  })),
  { title: "Mouse", rows: MOUSE.map(([chord, text]) => ({ chords: [chord], text })) },
];

function chordsOf(command: string): readonly string[] {
  const family = FAMILIES[command];
  if (family !== undefined) return [family];
  return DEFAULT_KEYMAP.filter((binding) => binding.command === command).flatMap(
    ({ chords }) => chords,
  );
}

/** The groups with the rows that a search finds. */
export function foundIn(groups: readonly KeyGroup[], wanted: string): KeyGroup[] {
  const sought = wanted.trim().toLowerCase();
  const isFound = ({ chords, text }: KeyRow) =>
    `${text} ${chords.join(" ")}`.toLowerCase().includes(sought);
  return groups
    .map(({ title, rows }) => ({ title, rows: rows.filter(isFound) }))
    .filter(({ rows }) => rows.length > 0);
}
