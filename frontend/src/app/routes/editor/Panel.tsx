/** The right side: boxes, history, comments and the detector's reasons behind tabs, and always what to do with the image. */

import { Suspense } from "react";
import type { CommandId } from "../../../core/keymap.ts";
import type { Project } from "../../api/types.ts";
import { lazily, soon } from "../../components/lazily.ts";
import { Actions } from "./Actions.tsx";
import { useCommand } from "./commands.ts";
import { loadLater } from "./load-later.ts";
import { PanelTabs } from "./PanelTabs.tsx";
import { type PanelTab, panelTab } from "./panel-state.ts";
import { useSession, useValue } from "./store.ts";
import type { Workbench } from "./workbench.ts";

// The first frame is the image with its boxes; this is seen in the next one.
const BoxesTab = soon(loadLater, "BoxesTab");
const HistoryTab = lazily(() => import("./history/HistoryTab.tsx"));
const CommentsTab = lazily(() => import("./comments/CommentsTab.tsx"));
const InsideTab = lazily(() => import("./inside/InsideTab.tsx"));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench | null;
  readonly run: (command: CommandId) => void;
}

export function Panel({ workbench, ...props }: Props) {
  return (
    <aside className="editor-panel" aria-label="Boxes, history, comments and why" data-region>
      {workbench && <Content {...props} workbench={workbench} />}
    </aside>
  );
}

type ContentProps = Props & { readonly workbench: Workbench };

function Content({ project, workbench, run }: ContentProps) {
  const tab = useValue(panelTab);
  const turnTo = (other: PanelTab) => () => panelTab.set(tab === other ? "boxes" : other);
  useCommand("image.history", turnTo("history"));
  useCommand("image.inside", turnTo("inside"));
  return (
    <>
      <PanelTabs workbench={workbench} tab={tab} />
      <TabPanel of="boxes" tab={tab}>
        <Suspense fallback={<div className="editor-boxes" />}>
          <BoxesTab project={project} workbench={workbench} run={run} />
        </Suspense>
      </TabPanel>
      <TabPanel of="history" tab={tab}>
        {tab === "history" && <History project={project} workbench={workbench} />}
      </TabPanel>
      <TabPanel of="comments" tab={tab}>
        {tab === "comments" && <Comments project={project} workbench={workbench} run={run} />}
      </TabPanel>
      <TabPanel of="inside" tab={tab}>
        {tab === "inside" && <Inside project={project} workbench={workbench} />}
      </TabPanel>
      <Actions workbench={workbench} run={run} />
    </>
  );
}

interface TabPanelProps {
  readonly of: PanelTab;
  readonly tab: PanelTab;
  readonly children: React.ReactNode;
}

/** The boxes stay in the page behind the other tabs, with the place that their list was scrolled to. */
const TabPanel = ({ of, tab, children }: TabPanelProps) => (
  <div
    id={`editor-panel-${of}`}
    role="tabpanel"
    className="editor-tab-panel"
    aria-labelledby={`editor-tab-${of}`}
    hidden={of !== tab}
  >
    {children}
  </div>
);

function History(props: { project: Project; workbench: Workbench }) {
  const sheet = useSession(props.workbench.session, (snapshot) => snapshot.sheet);
  if (sheet === null) return null;
  return (
    <Suspense>
      <HistoryTab key={sheet.image.id} {...props} sheet={sheet} />
    </Suspense>
  );
}

function Inside(props: { project: Project; workbench: Workbench }) {
  const image = useSession(props.workbench.session, ({ sheet }) => sheet?.image.id ?? null);
  if (image === null) return null;
  return (
    <Suspense>
      <InsideTab key={image} {...props} image={image} />
    </Suspense>
  );
}

function Comments(props: Pick<ContentProps, "project" | "workbench" | "run">) {
  const image = useSession(props.workbench.session, ({ sheet }) => sheet?.image.id ?? null);
  if (image === null) return null;
  return (
    <Suspense>
      <CommentsTab key={image} {...props} image={image} />
    </Suspense>
  );
}
