/** Draw one, find its like: a quiet chip after a box was drawn, and a bar while look-alikes are shown. */

import { useEffect, useState } from "react";
import type { CommandId } from "../../../core/keymap.ts";
import type { Match } from "../../../core/suggestions/matching.ts";
import type { Offer } from "../../../core/suggestions/offer.ts";
import {
  OFFER_ACTS,
  type OfferAct,
  openOffer,
  setOfferCount,
} from "../../../core/suggestions/offering.ts";
import type { Project } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { useCommand } from "./commands.ts";
import { KeyOf } from "./KeyOf.tsx";
import { LookAlikeSearch } from "./look-alike-search.ts";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export function LookAlikes({ project, workbench }: Props) {
  const { editor } = workbench;
  const offer = useEditor(editor, (snapshot) => snapshot.offer);
  const justDrawn = useEditor(editor, (snapshot) => snapshot.justDrawn);
  const { state, find } = useSearch(workbench);
  useOfferKeys(workbench);
  useCommand("box.lookAlikes", () => {
    const [selected] = editor.snapshot().selection;
    const key = justDrawn ?? selected;
    if (key !== undefined) void find(key);
  });

  if (offer !== null) return <Bar offer={offer} project={project} workbench={workbench} />;
  if (state !== null) {
    const words = state === "looking" ? "Looking for its like" : "Nothing here looks like it.";
    return (
      <div className="stage-aid" role="status" data-testid="look-alikes-state">
        <span className="stage-aid-words">{words}</span>
      </div>
    );
  }
  if (justDrawn === null) return null;
  return (
    <div className="stage-aid stage-aid-quiet" data-testid="look-alikes-chip">
      <Button size="small" variant="quiet" icon="spark" onClick={() => void find(justDrawn)}>
        Find its like <KeyOf command="box.lookAlikes" />
      </Button>
    </div>
  );
}

const SAID_MS = 3000;

function useSearch(workbench: Workbench) {
  const { editor, session } = workbench;
  const [state, setState] = useState<"looking" | "none" | null>(null);
  const [search] = useState(() => new LookAlikeSearch());
  useEffect(() => () => search.end(), [search]);
  useEffect(() => {
    if (state !== "none") return;
    const timer = window.setTimeout(() => setState(null), SAID_MS);
    return () => window.clearTimeout(timer);
  }, [state]);

  const find = async (key: string) => {
    const { sheet } = session.snapshot();
    const example = sheet?.document.get(key) ?? null;
    if (sheet === null || example === null) return;
    setState("looking");
    const matches: readonly Match[] = await search.search(sheet.image, example);
    // The person went on meanwhile: to another image, or the box is gone.
    if (session.snapshot().sheet === sheet) editor.perform((desk) => openOffer(desk, key, matches));
    setState(editor.snapshot().offer === null ? "none" : null);
  };
  return { state, find };
}

/** While look-alikes are shown, the keys of suggestions are for them. */
function useOfferKeys({ editor }: Workbench): void {
  const when = (act: OfferAct) => () => {
    if (editor.snapshot().offer === null) return false;
    editor.perform(OFFER_ACTS[act]);
    return true;
  };
  useCommand("box.next", when("next"));
  useCommand("box.previous", when("previous"));
  useCommand("box.accept", when("take"));
  useCommand("box.acceptVisible", when("takeAll"));
  useCommand("box.reject", when("leave"));
  useCommand("cancel", when("close"));
}

function Bar({ offer, project, workbench }: Props & { offer: Offer }) {
  const { editor } = workbench;
  const name = project.categories.find(({ id }) => id === offer.category)?.name ?? "";
  const act = (next: OfferAct) => () => editor.perform(OFFER_ACTS[next]);
  const place = offer.focus === null ? "" : `${offer.focus + 1} of `;
  return (
    <section className="stage-aid stage-offer" aria-label="Look-alikes" data-testid="look-alikes">
      <Icon name="spark" size={16} />
      <span className="stage-aid-words" role="status">
        {place}
        {counted(offer.count, "look-alike")}, {name}
      </span>
      <Amount offer={offer} workbench={workbench} />
      <Act command="box.next" label="Through" run={act("next")} />
      <Act command="box.accept" label="Accept" run={act("take")} />
      <Act command="box.reject" label="Leave" run={act("leave")} />
      <Act command="box.acceptVisible" label="All" run={act("takeAll")} />
      <Act command="cancel" label="None" run={act("close")} />
    </section>
  );
}

function Amount({ offer, workbench }: { offer: Offer; workbench: Workbench }) {
  const set = (count: number) => workbench.editor.perform((desk) => setOfferCount(desk, count));
  return (
    <label className="stage-offer-amount">
      <span aria-hidden="true">Fewer</span>
      <input
        type="range"
        min={1}
        max={offer.candidates.length}
        value={offer.count}
        aria-label="How many look-alikes are shown"
        onChange={(event) => set(Number(event.target.value))}
      />
      <span aria-hidden="true">More</span>
    </label>
  );
}

function Act({ command, label, run }: { command: CommandId; label: string; run: () => void }) {
  return (
    <Button size="small" variant="quiet" onClick={run}>
      {label} <KeyOf command={command} />
    </Button>
  );
}
