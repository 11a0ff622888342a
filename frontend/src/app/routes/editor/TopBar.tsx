/** What is on the desk and why, whether it is saved, and the way out. */

import { Link } from "@tanstack/react-router";
import { Suspense, useId, useMemo } from "react";
import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { soon } from "../../components/lazily.ts";
import { StateBadge } from "../../components/StateBadge.tsx";
import { loadLater } from "./load-later.ts";
import { isQuickToScan } from "./quick-scan.ts";
import { SaveWord } from "./SaveWord.tsx";
import { useSession } from "./store.ts";
import { expectedWords } from "./suggestion-words.ts";
import { whyWords } from "./verdict/why-words.ts";
import type { Workbench } from "./workbench.ts";

const DayRing = soon(loadLater, "DayRing");
const Presence = soon(loadLater, "Presence");
const AccountMenu = soon(loadLater, "AccountMenu");

interface Props {
  readonly project: Project;
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

export function TopBar({ project, workbench }: Props) {
  return (
    <header className="editor-top" data-region>
      <Link
        to="/projects/$projectId"
        params={{ projectId: String(project.id) }}
        className="editor-back"
        aria-label={`Back to ${project.name}`}
      >
        <Icon name="back" />
        <span className="truncate">{project.name}</span>
      </Link>
      {workbench && <OnDesk workbench={workbench} />}
      <span className="editor-top-gap" />
      {workbench && (
        <Suspense>
          <Presence workbench={workbench} />
          <DayRing project={project} workbench={workbench} />
        </Suspense>
      )}
      {workbench && <SaveWord workbench={workbench} />}
      <Suspense>
        <AccountMenu />
      </Suspense>
    </header>
  );
}

function OnDesk({ workbench }: { workbench: Workbench }) {
  const sheet = useSession(workbench.session, (snapshot) => snapshot.sheet);
  const state = useSession(workbench.session, ({ sheet }) => sheet?.saver.imageState ?? null);
  const isWaiting = state === "todo" || state === "returned";
  const expected = isWaiting ? expectedWords(sheet?.prediction ?? null) : "";
  // As it came to the desk: what is accepted here is looked at here.
  const isQuick = useMemo(() => sheet !== null && isQuickToScan(sheet), [sheet]);
  const why = whyWords(sheet?.reason ?? null, sheet?.note ?? null, sheet?.image.state ?? "todo");
  if (sheet === null) return <h1 className="visually-hidden">Annotate</h1>;
  return (
    <>
      <h1 className="editor-name truncate" title={sheet.image.fileName} data-testid="image-name">
        {sheet.image.fileName}
      </h1>
      {state !== null && state !== "todo" && <StateBadge state={state} />}
      {isQuick && isWaiting && (
        <span
          className="badge badge-done"
          title="All that the model is sure of is accepted: look for what it missed"
          data-testid="quick-to-scan"
        >
          Quick to scan
        </span>
      )}
      {why !== "" && <Why text={why} />}
      {expected !== "" && (
        <span
          className="editor-expected"
          title="What this image is expected to take, by what people needed here before"
          data-testid="expected"
        >
          {expected}
          <span className="visually-hidden"> of work expected</span>
        </span>
      )}
    </>
  );
}

/** Why this image: as much as fits, and all of it when pressed. */
function Why({ text }: { text: string }) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        className="editor-reason"
        title={text}
        popoverTarget={id}
        data-testid="reason"
      >
        <Icon name="info" size={14} />
        <span className="truncate">
          <span className="visually-hidden">Why this image: </span>
          {text}
        </span>
      </button>
      <p id={id} popover="auto" className="editor-why">
        {text}
      </p>
    </>
  );
}
