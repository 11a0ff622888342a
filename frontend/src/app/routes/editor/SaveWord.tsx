/** One word on whether the work is safe; who presses it reads more, and finds the images that need them. */

import { Suspense, useId, useRef } from "react";
import type { SaveState } from "../../../core/sync/saver-host.ts";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { soon } from "../../components/lazily.ts";
import "./saving.css";
import { loadLater } from "./load-later.ts";
import { useSession, useValue } from "./store.ts";
import { saveWords } from "./words.ts";
import type { Workbench } from "./workbench.ts";

const SaveDetails = soon(loadLater, "SaveDetails");

const ICONS: Record<SaveState, IconName> = {
  saved: "check",
  saving: "loop",
  offline: "clock",
  "signed-out": "key",
  conflict: "warning",
  refused: "warning",
};

export function SaveWord({ workbench }: { workbench: Workbench }) {
  const save = useSession(workbench.session, (snapshot) => snapshot.save);
  const isKept = useValue(workbench.isKept);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const details = useRef<HTMLDivElement>(null);
  const isBad = !isKept || save.orphaned > 0;
  const place = () => {
    if (button.current !== null && details.current !== null) {
      placeBelow(details.current, button.current);
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`editor-save editor-save-${save.state}${isBad ? " editor-save-bad" : ""}`}
        data-testid="save-state"
        data-state={save.state}
        data-kept={isKept}
        popoverTarget={id}
      >
        <Icon name={isBad ? "warning" : ICONS[save.state]} size={16} />
        {saveWords(save, isKept)}
      </button>
      <div
        ref={details}
        id={id}
        popover="auto"
        className="editor-details"
        data-testid="save-details"
        onBeforeToggle={(event) => event.newState === "open" && place()}
      >
        <Suspense>
          <SaveDetails workbench={workbench} save={save} isKept={isKept} />
        </Suspense>
      </div>
    </>
  );
}

function placeBelow(details: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  details.style.top = `${at.bottom + 4}px`;
  details.style.right = `${document.documentElement.clientWidth - at.right}px`;
}
