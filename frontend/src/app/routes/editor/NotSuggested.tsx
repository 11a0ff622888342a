/** Nothing is hidden in silence: categories that are never suggested here are named, with the reason. */

import type { Project } from "../../api/types.ts";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export function NotSuggested({ project, workbench }: Props) {
  const classes = useEditor(workbench.editor, (snapshot) => snapshot.classes);
  const rows = project.categories.filter(({ id }) => classes.get(id)?.reason);
  return rows.map(({ id, name }) => (
    <details key={id} className="editor-not-suggested small">
      <summary>{name} is not suggested</summary>
      {classes.get(id)?.reason}
    </details>
  ));
}
