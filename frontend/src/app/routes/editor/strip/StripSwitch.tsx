/** Opens and closes the strip of images, and remembers it in this browser. */

import { Suspense } from "react";
import { Icon } from "../../../components/Icon.tsx";
import { lazily } from "../../../components/lazily.ts";
import { useCommand } from "../commands.ts";
import { remembered } from "../remembered.ts";
import { useValue } from "../store.ts";
import type { Workbench } from "../workbench.ts";

const Filmstrip = lazily(() => import("./Filmstrip.tsx"));

const isStripOpen = remembered("boxloop.filmstrip", false);

export function Strip({ workbench }: { workbench: Workbench }) {
  const isOpen = useValue(isStripOpen);
  useCommand("view.filmstrip", () => isStripOpen.set(!isStripOpen.get()));
  if (!isOpen) return null;
  return (
    <Suspense fallback={<div className="editor-strip" />}>
      <Filmstrip workbench={workbench} />
    </Suspense>
  );
}

export function StripSwitch() {
  const isOpen = useValue(isStripOpen);
  return (
    <button
      type="button"
      className="editor-strip-switch"
      aria-pressed={isOpen}
      title="Strip of images (Shift+G)"
      data-testid="strip-switch"
      onClick={() => isStripOpen.set(!isOpen)}
    >
      <Icon name="strip" size={16} />
      <span className="visually-hidden">Strip of images</span>
    </button>
  );
}
