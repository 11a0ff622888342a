/** Whether the work is safe, in sentences; what needs the person, and what they may do about it. */

import type { SaveSummary } from "../../../core/session/shelf.ts";
import { Button } from "../../components/Button.tsx";
import { counted } from "../../format.ts";
import { KeyOf } from "./KeyOf.tsx";
import { saveOrphans } from "./orphans.ts";
import { saveSentence } from "./save-sentence.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly save: SaveSummary;
  readonly isKept: boolean;
}

export function SaveDetails({ workbench, save, isKept }: Props) {
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
