/** The tabs of the panel, each with how much there is behind it. Arrow keys go from one to the next. */

import { type KeyboardEvent, useRef } from "react";
import { count } from "../../format.ts";
import { useComments } from "./comments/useComments.ts";
import { isOpen } from "./comments/words.ts";
import { type PanelTab, panelTab } from "./panel-state.ts";
import { useEditor, useSession } from "./store.ts";
import type { Workbench } from "./workbench.ts";

const TABS: readonly (readonly [PanelTab, string])[] = [
  ["boxes", "Boxes"],
  ["history", "History"],
  ["comments", "Comments"],
  ["inside", "Why"],
];

interface Props {
  readonly workbench: Workbench;
  readonly tab: PanelTab;
}

export function PanelTabs({ workbench, tab }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const counts = useCounts(workbench);
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.findIndex(([name]) => name === tab);
    const place = (at + step + TABS.length) % TABS.length;
    panelTab.set(TABS[place]?.[0] ?? "boxes");
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[place]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label="What the panel shows"
      className="editor-tabs"
      onKeyDown={pressed}
    >
      {TABS.map(([name, text]) => (
        <button
          key={name}
          id={`editor-tab-${name}`}
          type="button"
          role="tab"
          className="editor-tab"
          aria-selected={name === tab}
          aria-controls={`editor-panel-${name}`}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => panelTab.set(name)}
        >
          {text}
          {name !== "inside" && (
            <span className="editor-tab-count" data-testid={`count-${name}`}>
              {counts[name] > 0 && count(counts[name])}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function useCounts({ editor, session }: Workbench): Record<Exclude<PanelTab, "inside">, number> {
  const boxes = useEditor(editor, (snapshot) => snapshot.boxes.length);
  const image = useSession(session, ({ sheet }) => sheet?.image.id ?? null);
  const history = useSession(session, ({ sheet }) => sheet?.saver.revision ?? 0);
  const comments = useComments(image).filter(isOpen).length;
  return { boxes, history, comments };
}
