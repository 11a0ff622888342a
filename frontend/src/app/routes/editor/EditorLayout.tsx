/** Where things are: bar at the top, tools at the left, the image, the panel at the right, a status line. */

import { type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import { soon } from "../../components/lazily.ts";
import { CategoryPicker } from "./CategoryPicker.tsx";
import { ContextMenu } from "./ContextMenu.tsx";
import { commands, useCommand, useExpected } from "./commands.ts";
import { keyOf, useKeymap } from "./keymap-store.ts";
import { filterOf, light } from "./light.ts";
import { loadLater } from "./load-later.ts";
import { onDemand } from "./on-demand.tsx";
import { Panel } from "./Panel.tsx";
import { Questions } from "./Questions.tsx";
import { moveToRegion } from "./regions.ts";
import { StageLayer } from "./StageLayer.tsx";
import { StageMessage } from "./StageMessage.tsx";
import { StatusLine } from "./StatusLine.tsx";
import { useValue } from "./store.ts";
import { Strip } from "./strip/StripSwitch.tsx";
import { ToolRail } from "./ToolRail.tsx";
import { TopBar } from "./TopBar.tsx";
import { useKeys } from "./useKeys.ts";
import type { Workbench } from "./workbench.ts";

const [HelpDialog, useFetchedHelpDialog] = onDemand(() => import("./HelpDialog.tsx"));
const [KeysDialog, useFetchedKeysDialog] = onDemand(() => import("./KeysDialog.tsx"));
const [LightPanel, useFetchedLightPanel] = onDemand(() => import("./LightPanel.tsx"));
// What nobody needs for the first look at an image comes after it.
const Announcer = soon(loadLater, "Announcer");
const Banners = soon(loadLater, "Banners");
const StageAids = soon(loadLater, "StageAids");
const StageNotes = soon(loadLater, "StageNotes");
/** What those answer; a key pressed before they are there waits for them. */
const LATE: readonly CommandId[] = ["model.run", "box.lookAlikes"];

interface Props {
  readonly project: Project;
  readonly workbench: Workbench | null;
  readonly host: HTMLElement | null;
  readonly setHost: (host: HTMLElement | null) => void;
  readonly children: ReactNode;
}

export function EditorLayout({ project, workbench, host, setHost, children }: Props) {
  const [helps, setHelps] = useState(false);
  const [isLit, setIsLit] = useState(false);
  const [changesKeys, setChangesKeys] = useState(false);
  const page = useRef<HTMLDivElement>(null);

  const run = useCallback(
    (command: CommandId) => {
      if (!commands.run(command)) workbench?.run(command);
    },
    [workbench],
  );
  useExpected(LATE);
  useFetchedHelpDialog();
  useFetchedKeysDialog();
  useFetchedLightPanel();
  useCommand("help", () => setHelps(true));
  useCommand("keys", () => setChangesKeys(true));
  useCommand("view.brightness", () => setIsLit((before) => !before));
  useCommand("region.next", () => moveToRegion(page.current, 1));
  useCommand("region.previous", () => moveToRegion(page.current, -1));
  useKeys(workbench?.editor ?? null, host, run);

  // A click leaves the keyboard with the image, so that Space means "done" and not "this button".
  const giveBack = (event: React.MouseEvent) => {
    const isButton = event.target instanceof Element && event.target.closest("button") !== null;
    if (isButton && event.detail > 0) host?.focus({ preventScroll: true });
  };
  const endLight = useCallback(() => {
    setIsLit(false);
    host?.focus({ preventScroll: true });
  }, [host]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only moves the focus back after a click.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key press keeps the focus where it is.
    <div ref={page} className="editor" onClick={giveBack}>
      <TopBar project={project} workbench={workbench} run={run} />
      <ToolRail workbench={workbench} run={run} />
      <main className="editor-stage" data-region>
        <div
          ref={setHost}
          className="editor-host"
          data-testid="canvas"
          role="application"
          aria-roledescription="box editor"
          aria-label="Image"
          aria-describedby="editor-host-help"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys of its own.
          tabIndex={0}
        />
        <HostHelp />
        {workbench && <StageMessage project={project} workbench={workbench} run={run} />}
        {workbench && <StageLayer project={project} workbench={workbench} />}
        <Suspense>{workbench && <Banners workbench={workbench} />}</Suspense>
        <Suspense>{workbench && <StageAids project={project} workbench={workbench} />}</Suspense>
        <Suspense>{workbench && <StageNotes workbench={workbench} run={run} />}</Suspense>
        {isLit && <LightPanel onClose={endLight} />}
        {workbench && host && <AtTheBox {...{ project, workbench, host, run }} />}
      </main>
      <Panel project={project} workbench={workbench} run={run} />
      {workbench && <Strip workbench={workbench} />}
      <StatusLine workbench={workbench} run={run} />
      {workbench && <Questions project={project} workbench={workbench} />}
      <Suspense>{workbench && <Announcer project={project} workbench={workbench} />}</Suspense>
      {helps && workbench && (
        <HelpDialog editor={workbench.editor} run={run} onClose={() => setHelps(false)} />
      )}
      {changesKeys && <KeysDialog onClose={() => setChangesKeys(false)} />}
      {children}
    </div>
  );
}

interface AtTheBoxProps {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly host: HTMLElement;
  readonly run: (command: CommandId) => void;
}

/** What opens at a box, or where the pointer is. */
function AtTheBox({ project, workbench, host, run }: AtTheBoxProps) {
  const value = useValue(light);
  useEffect(() => host.style.setProperty("--image-filter", filterOf(value)), [host, value]);
  return (
    <>
      <ContextMenu workbench={workbench} host={host} run={run} />
      <CategoryPicker project={project} workbench={workbench} host={host} />
    </>
  );
}

/** For those who hear the page: how to get on, by their own keys. */
function HostHelp() {
  const keymap = useKeymap();
  const words = HOST_KEYS.map(([command, does]) => [keyOf(keymap, command), does] as const)
    .filter(([key]) => key !== null)
    .map(([key, does]) => `${key} ${does}.`);
  return (
    <p id="editor-host-help" className="visually-hidden">
      {words.join(" ")}
    </p>
  );
}

const HOST_KEYS: readonly (readonly [CommandId, string])[] = [
  ["box.next", "goes from box to box"],
  ["box.new", "makes a new box"],
  ["region.next", "goes to the other parts of the page"],
  ["help", "shows the keys"],
];
