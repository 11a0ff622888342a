/** The right side: classes, suggestions, what is selected, all boxes, and what to do with the image. */

import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import { Actions } from "./Actions.tsx";
import { BoxList } from "./BoxList.tsx";
import { ClassPalette } from "./ClassPalette.tsx";
import { Selected } from "./Selected.tsx";
import { Suggestions } from "./Suggestions.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

export function Panel({ project, workbench, run }: Props) {
  return (
    <aside className="editor-panel" aria-label="Classes and boxes" data-region>
      {workbench && (
        <>
          <ClassPalette project={project} workbench={workbench} />
          <Suggestions project={project} workbench={workbench} run={run} />
          <Selected project={project} workbench={workbench} run={run} />
          <BoxList project={project} workbench={workbench} />
          <Actions workbench={workbench} run={run} />
        </>
      )}
    </aside>
  );
}
