/** One word on whether the work is safe. Where a person is needed, it leads to the image in question. */

import type { SaveState } from "../../../core/sync/saver-host.ts";
import { Icon, type IconName } from "../../components/Icon.tsx";
import { useSession } from "./store.ts";
import { saveWords } from "./words.ts";
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
  const { session } = workbench;
  const save = useSession(session, (snapshot) => snapshot.save);
  const [needing] = save.needing;
  const words = saveWords(save);
  const look = <Icon name={ICONS[save.state]} size={16} />;
  return (
    <span
      className={`editor-save editor-save-${save.state}`}
      data-testid="save-state"
      data-state={save.state}
    >
      {needing ? (
        <button type="button" onClick={() => void session.open(needing.image.id)}>
          {look}
          {words}
        </button>
      ) : (
        <>
          {look}
          {words}
        </>
      )}
    </span>
  );
}
