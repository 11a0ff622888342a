/** The search for a class, which opens at the box. */

import { useState } from "react";
import type { Rect } from "../../../core/geometry.ts";
import type { Project } from "../../api/types.ts";
import { anchorFor } from "./anchors.ts";
import { useCommand } from "./commands.ts";
import { onDemand } from "./on-demand.tsx";
import type { Workbench } from "./workbench.ts";

const [OpenPicker, useFetchedPicker] = onDemand(() => import("./OpenPicker.tsx"));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly host: HTMLElement;
}

export function CategoryPicker({ project, workbench, host }: Props) {
  const [anchor, setAnchor] = useState<Rect | null>(null);
  useCommand("category.search", () => {
    workbench.editor.dispatch({ type: "selectTarget" });
    setAnchor(anchorFor(workbench.editor, host));
  });
  useFetchedPicker();
  return (
    anchor && (
      <OpenPicker {...{ project, workbench, host, anchor }} onClose={() => setAnchor(null)} />
    )
  );
}
