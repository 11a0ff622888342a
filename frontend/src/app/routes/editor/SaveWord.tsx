/** One word on whether the work is safe; who presses it reads more, and finds the images that need them. */

import { useId, useRef } from "react";
import type { SaveSummary } from "../../../core/session/shelf.ts";
import type { SaveState } from "../../../core/sync/saver-host.ts";
import { Button } from "../../components/Button.tsx";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { KeyOf } from "./KeyOf.tsx";
import { saveOrphans } from "./orphans.ts";
import "./saving.css";
import { useSession, useValue } from "./store.ts";
import { saveSentence, saveWords } from "./words.ts";
import type { Workbench } from "./workbench.ts";

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
        <Details workbench={workbench} save={save} isKept={isKept} />
      </div>
    </>
  );
}

interface DetailsProps {
  readonly workbench: Workbench;
  readonly save: SaveSummary;
  readonly isKept: boolean;
}

function Details({ workbench, save, isKept }: DetailsProps) {
  const { session } = workbench;
  return (
    <>
      <p>{saveSentence(save)}</p>
      {!isKept && <NotKept />}
      {save.needing.length > 0 && (
        <ul className="editor-needing">
          {save.needing.map(({ image, saver }) => (
            <li key={image.id}>
              <button type="button" onClick={() => void session.open(image.id)}>
                {image.fileName}
              </button>
              <span className="soft">
                {saver.state === "conflict" ? "two versions" : "not accepted"}
              </span>
            </li>
          ))}
        </ul>
      )}
      {save.orphaned > 0 && <Orphans workbench={workbench} count={save.orphaned} />}
      {(save.state === "offline" || save.state === "refused") && (
        <Button size="small" onClick={() => void session.retry()}>
          Send now <KeyOf command="save.now" />
        </Button>
      )}
    </>
  );
}

const NotKept = () => (
  <p className="editor-details-bad">
    This browser lets nothing be kept on this computer: a private window, a full disk, or a setting.
    Your work still goes to the server, but what is not there yet would be lost with this window.
    Use an ordinary window, or free some space.
  </p>
);

function Orphans({ workbench, count }: { workbench: Workbench; count: number }) {
  const { session } = workbench;
  return (
    <>
      <p className="editor-details-bad">
        {counted(count, "change")} from before {count === 1 ? "belongs" : "belong"} to an image that
        was deleted, or that you may no longer change.
      </p>
      <div className="editor-pair">
        <Button size="small" onClick={() => saveOrphans(session.orphans)}>
          Download as a file
        </Button>
        <Button size="small" variant="quiet" onClick={() => session.forgetOrphans()}>
          Forget them
        </Button>
      </div>
    </>
  );
}

function placeBelow(details: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  details.style.top = `${at.bottom + 4}px`;
  details.style.right = `${document.documentElement.clientWidth - at.right}px`;
}
