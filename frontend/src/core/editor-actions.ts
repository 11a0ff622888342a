/** What the app tells the editor beyond commands: with what was chosen, typed or loaded. */

import { setCategories } from "./actions/classes.ts";
import { giveCategory } from "./actions/editing.ts";
import { targetKeys } from "./actions/targets.ts";
import type { Category } from "./categories.ts";
import type { Desk, Peek } from "./desk.ts";
import type { Box } from "./document.ts";
import type { ToolName } from "./gestures.ts";
import { setShowsHints } from "./suggestions/hints.ts";
import { setMagnet } from "./suggestions/snapping.ts";
import { moveClassThreshold, setClassThreshold, setThreshold } from "./suggestions/thresholds.ts";

export type EditorAction =
  | { readonly type: "tool"; readonly tool: ToolName }
  | { readonly type: "select"; readonly keys: readonly string[] }
  /** What a key would be about: the selection, or the box under the pointer. */
  | { readonly type: "selectTarget" }
  | { readonly type: "focus"; readonly key: string }
  | { readonly type: "category"; readonly category: number }
  | { readonly type: "categories"; readonly categories: readonly Category[] }
  | { readonly type: "threshold"; readonly threshold: number | null }
  | {
      readonly type: "classThreshold";
      readonly category: number;
      readonly threshold: number | null;
    }
  | {
      readonly type: "classStep";
      readonly category: number;
      readonly direction: "lower" | "raise";
    }
  | { readonly type: "hints"; readonly shows: boolean }
  | { readonly type: "magnet"; readonly isOn: boolean }
  | { readonly type: "tolerance"; readonly tolerance: number }
  | { readonly type: "cues"; readonly shows: boolean }
  | { readonly type: "peek"; readonly peeks: Peek }
  | { readonly type: "keepsView"; readonly keepsView: boolean }
  | { readonly type: "previous"; readonly boxes: readonly Box[] };

export function act(desk: Desk, action: EditorAction): void {
  switch (action.type) {
    case "tool":
      desk.setTool(action.tool);
      break;
    case "select":
      desk.select(action.keys);
      break;
    case "selectTarget":
      desk.select(targetKeys(desk));
      break;
    case "focus":
      desk.focus(action.key);
      break;
    case "category":
      giveCategory(desk, action.category);
      break;
    case "categories":
      setCategories(desk, action.categories);
      break;
    case "threshold":
      setThreshold(desk, action.threshold);
      break;
    case "classThreshold":
      setClassThreshold(desk, action.category, action.threshold);
      break;
    case "classStep":
      moveClassThreshold(desk, action.direction, action.category);
      break;
    case "hints":
      setShowsHints(desk, action.shows);
      break;
    case "magnet":
      setMagnet(desk, action.isOn);
      break;
    case "tolerance":
      desk.aids.tolerance = action.tolerance;
      desk.refresh();
      break;
    case "cues":
      desk.setShowsCues(action.shows);
      break;
    case "peek":
      desk.peek(action.peeks);
      break;
    case "keepsView":
      desk.setKeepsView(action.keepsView);
      break;
    case "previous":
      desk.previousBoxes = action.boxes;
      break;
  }
}
