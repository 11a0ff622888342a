/** What the image does not show by itself: that boxes are hidden, or that its colours are changed. */

import type { CommandId } from "../../../core/keymap.ts";
import { Button } from "../../components/Button.tsx";
import { counted } from "../../format.ts";
import { KeyOf } from "./KeyOf.tsx";
import { AS_IT_IS, isChanged, light } from "./light.ts";
import { useEditor, useValue } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function StageNotes({ workbench, run }: Props) {
  const hidden = useEditor(workbench.editor, (snapshot) => snapshot.hiddenBoxes);
  // With a selection the key hides that one, too.
  const hasSelection = useEditor(workbench.editor, ({ selection }) => selection.size > 0);
  const isLit = isChanged(useValue(light));
  if (hidden === 0 && !isLit) return null;
  return (
    <div className="editor-notes">
      {hidden > 0 && (
        <p data-testid="hidden-boxes">
          {counted(hidden, "box is", "boxes are")} hidden
          <Button size="small" variant="quiet" onClick={() => run("view.showHidden")}>
            Show {!hasSelection && <KeyOf command="view.showHidden" />}
          </Button>
        </p>
      )}
      {isLit && (
        <p data-testid="changed-light">
          Brightness and contrast are changed
          <Button size="small" variant="quiet" onClick={() => light.set(AS_IT_IS)}>
            Reset
          </Button>
        </p>
      )}
    </div>
  );
}
