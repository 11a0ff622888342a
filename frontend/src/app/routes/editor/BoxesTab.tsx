/** What the panel shows at first: classes, suggestions, the selected box, and the list of all boxes. */

import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import BoxList from "./BoxList.tsx";
import { ClassPalette } from "./ClassPalette.tsx";
import { Selected } from "./Selected.tsx";
import { Suggestions } from "./Suggestions.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly run: (command: CommandId) => void;
}

export function BoxesTab({ project, workbench, run }: Props) {
  return (
    <>
      <ClassPalette project={project} workbench={workbench} />
      <Suggestions project={project} workbench={workbench} run={run} />
      <Selected project={project} workbench={workbench} run={run} />
      <BoxList project={project} workbench={workbench} />
    </>
  );
}
