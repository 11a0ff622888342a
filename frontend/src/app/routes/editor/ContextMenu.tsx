/** The menu of a box, or of the image: by a right click, a long press, or a key. */

import { useState } from "react";
import type { Rect } from "../../../core/geometry.ts";
import type { CommandId } from "../../../core/keymap.ts";
import { anchorFor } from "./anchors.ts";
import { useCommand } from "./commands.ts";
import { onDemand } from "./on-demand.tsx";
import type { Workbench } from "./workbench.ts";

const [OpenMenu, useFetchedMenu] = onDemand(() => import("./OpenMenu.tsx"));

interface Props {
  readonly workbench: Workbench;
  readonly host: HTMLElement;
  readonly run: (command: CommandId) => void;
}

export function ContextMenu({ workbench, host, run }: Props) {
  const [anchor, setAnchor] = useState<Rect | null>(null);
  useCommand("menu", (at) => setAnchor(anchorFor(workbench.editor, host, at)));
  useFetchedMenu();
  // Another place is another menu: its position is taken once.
  const key = anchor === null ? "" : `${anchor.x1} ${anchor.y1}`;
  return (
    anchor && (
      <OpenMenu key={key} {...{ workbench, host, run, anchor }} onClose={() => setAnchor(null)} />
    )
  );
}
