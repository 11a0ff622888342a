/** What is offered above the image, and never in the way of it: newer suggestions, a look of the model. */

import { useEffect } from "react";
import { aidOverlay } from "../../../core/render/aid-overlay.ts";
import type { Project } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { ProgressBar } from "../../components/ProgressBar.tsx";
import { KeyOf } from "./KeyOf.tsx";
import { LookAlikes } from "./LookAlikes.tsx";
import { runWords } from "./model-words.ts";
import { useSession } from "./store.ts";
import { useModelRun } from "./useModelRun.ts";
import { useNewerSuggestions } from "./useNewerSuggestions.ts";
import type { Workbench } from "./workbench.ts";
import "./stage-aids.css";

export function StageAids({ project, workbench }: { project: Project; workbench: Workbench }) {
  const { editor } = workbench;
  useNewerSuggestions(workbench, project);
  useEffect(() => editor.layAbove(aidOverlay), [editor]);
  return (
    <div className="stage-aids">
      <Newer workbench={workbench} />
      <ModelRun workbench={workbench} />
      <LookAlikes project={project} workbench={workbench} />
    </div>
  );
}

function Newer({ workbench }: { workbench: Workbench }) {
  const sheet = useSession(workbench.session, (snapshot) => snapshot.sheet);
  const newer = useSession(workbench.session, ({ sheet }) => sheet?.newer ?? null);
  if (sheet === null || newer === null) return null;
  return (
    <div className="stage-aid" data-testid="newer">
      <Icon name="spark" size={16} />
      <span>Newer suggestions, of model {newer.model_version.number}</span>
      <Button size="small" onClick={() => sheet.take(newer)}>
        Show <KeyOf command="model.run" />
      </Button>
    </div>
  );
}

function ModelRun({ workbench }: { workbench: Workbench }) {
  const { job, fileName, said, cancel, dismiss } = useModelRun(workbench);
  if (job !== null) {
    return (
      <div className="stage-aid" data-testid="model-run">
        <span className="stage-aid-run">
          <span className="truncate">{runWords(job, fileName)}</span>
          <ProgressBar label="Look at this image" value={job.progress > 0 ? job.progress : null} />
        </span>
        <Button size="small" variant="quiet" busy={job.cancel_requested} onClick={cancel}>
          Cancel
        </Button>
      </div>
    );
  }
  return (
    <div role="status">
      {said !== null && (
        <div className={`stage-aid ${said.isBad ? "stage-aid-bad" : ""}`} data-testid="model-said">
          <Icon name={said.isBad ? "warning" : "model"} size={16} />
          <span>
            {said.text} {said.hint && <span className="soft">{said.hint}</span>}
          </span>
          <Button size="small" variant="quiet" icon="close" aria-label="Close" onClick={dismiss}>
            <span className="visually-hidden">Close</span>
          </Button>
        </div>
      )}
    </div>
  );
}
