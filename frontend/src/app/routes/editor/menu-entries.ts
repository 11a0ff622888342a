/** What the menu of a box and that of the image offer: only what can be done now. */

import type { Box } from "../../../core/document.ts";
import type { EditorSnapshot } from "../../../core/editor.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { counted } from "../../format.ts";
import { isPossible } from "./availability.ts";

export interface MenuEntry {
  readonly command: CommandId;
  readonly text: string;
  /** For what is on or off. */
  readonly isChecked?: boolean | undefined;
  readonly isDangerous?: boolean;
}

/** Groups of entries, for the selected boxes or else for the image. */
export function menuFor(
  snapshot: EditorSnapshot,
  isAnswered: (command: CommandId) => boolean,
): MenuEntry[][] {
  const groups = snapshot.selection.size > 0 ? boxMenu(snapshot) : imageMenu(snapshot);
  return groups
    .map((entries) =>
      entries.filter(({ command }) => isPossible(command, snapshot) && isAnswered(command)),
    )
    .filter((entries) => entries.length > 0);
}

function boxMenu(snapshot: EditorSnapshot): MenuEntry[][] {
  const boxes = snapshot.boxes.filter(({ key }) => snapshot.selection.has(key));
  const isSuggested = boxes.some(({ status }) => status !== "confirmed");
  const isLocked = boxes.every(({ key }) => snapshot.locked.has(key));
  const all = (mark: "occluded" | "truncated" | "crowd") => boxes.every((box: Box) => box[mark]);
  return [
    isSuggested
      ? [
          { command: "box.accept", text: "Accept" },
          { command: "box.reject", text: "Reject" },
        ]
      : [],
    [
      { command: "category.search", text: "Change the class…" },
      { command: "box.occluded", text: "Occluded", isChecked: all("occluded") },
      { command: "box.truncated", text: "Truncated", isChecked: all("truncated") },
      { command: "box.crowd", text: "Crowd", isChecked: all("crowd") },
      { command: "image.comment", text: "Comment…" },
      { command: "image.inside", text: "Why this box?" },
    ],
    [
      { command: "box.copy", text: "Copy" },
      { command: "box.duplicate", text: "Duplicate" },
      { command: "box.lookAlikes", text: "Find more like it" },
    ],
    [
      { command: "view.selection", text: "Zoom to it" },
      { command: "box.hide", text: "Hide" },
      { command: "box.hideOthers", text: "Hide all others" },
      { command: "box.lock", text: "Locked", isChecked: isLocked },
    ],
    [{ command: "box.delete", text: "Delete", isDangerous: true }],
  ];
}

function imageMenu(snapshot: EditorSnapshot): MenuEntry[][] {
  return [
    [
      { command: "box.new", text: "New box in the middle" },
      { command: "box.paste", text: "Paste" },
      { command: "box.pasteFromPrevious", text: "Paste the previous image's boxes" },
      { command: "box.selectAll", text: "Select all" },
    ],
    [
      {
        command: "view.showHidden",
        text: `Show ${counted(snapshot.hiddenBoxes, "hidden box", "hidden boxes")}`,
      },
      ...(snapshot.locked.size > 0
        ? ([
            {
              command: "box.lock",
              text: `Unlock ${counted(snapshot.locked.size, "box", "boxes")}`,
            },
          ] as const)
        : []),
    ],
    [
      { command: "box.acceptVisible", text: "Accept all suggestions" },
      { command: "box.rejectVisible", text: "Reject all suggestions" },
      { command: "model.run", text: "Run the model" },
    ],
    [
      { command: "view.fit", text: "Fit the image" },
      { command: "view.actualSize", text: "Actual size" },
      { command: "view.keep", text: "Keep the view", isChecked: snapshot.keepsView },
      { command: "view.names", text: "Names and scores", isChecked: snapshot.showsNames },
      { command: "view.brightness", text: "Brightness and contrast…" },
    ],
    [
      { command: "image.comment", text: "Comment…" },
      { command: "image.history", text: "History…" },
      { command: "image.inside", text: "Inside the detector…" },
      { command: "image.jump", text: "Go to an image…" },
      { command: "keys", text: "Change keys…" },
    ],
  ];
}
