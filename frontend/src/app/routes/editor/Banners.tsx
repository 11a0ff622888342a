/** What a person should know about this image while working on it, and what they are asked. */

import type { ReactNode } from "react";
import type { Sheet } from "../../../core/sheet.ts";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { Conflicts } from "./Conflicts.tsx";
import "./saving.css";
import { useSession } from "./store.ts";
import type { Workbench } from "./workbench.ts";

export function Banners({ workbench }: { workbench: Workbench }) {
  const sheet = useSession(workbench.session, (snapshot) => snapshot.sheet);
  const isGone = useSession(workbench.session, (snapshot) => snapshot.isGone);
  // The saver's state is part of the session's snapshot; reading it keeps this in step.
  useSession(workbench.session, (snapshot) => snapshot.save);
  if (sheet === null) return null;
  const isRefused = sheet.saver.state === "refused";
  return (
    <div className="editor-banners">
      {sheet.access === "elsewhere" && <Elsewhere workbench={workbench} />}
      <Held workbench={workbench} />
      {isRefused && <Refused sheet={sheet} workbench={workbench} />}
      {isGone && !isRefused && <Gone workbench={workbench} />}
      {sheet.saver.conflicts.length > 0 && !sheet.isReadOnly && (
        <Conflicts sheet={sheet} workbench={workbench} />
      )}
    </div>
  );
}

function Held({ workbench }: { workbench: Workbench }) {
  const heldBy = useSession(workbench.session, (snapshot) => snapshot.heldBy);
  if (heldBy === null) return null;
  return (
    <p className="editor-banner" data-testid="held">
      <Icon name="users" size={16} />
      {heldBy} is working on this image too. Both your boxes are kept; D takes you to another.
    </p>
  );
}

interface BannerProps {
  readonly isBad?: boolean;
  readonly testId: string;
  readonly children: ReactNode;
}

/** One that can be acted on: F6 leads to it. */
function Banner({ isBad = false, testId, children }: BannerProps) {
  return (
    <div
      className={isBad ? "editor-banner editor-banner-bad" : "editor-banner"}
      role={isBad ? "alert" : "status"}
      data-testid={testId}
      data-region
    >
      <Icon name={isBad ? "warning" : "info"} size={16} />
      {children}
    </div>
  );
}

function Elsewhere({ workbench }: { workbench: Workbench }) {
  return (
    <Banner testId="elsewhere">
      <span>This image is open in another window of yours. Here you can look at it.</span>
      <Button size="small" onClick={() => void workbench.session.takeOver()}>
        Take over
      </Button>
    </Banner>
  );
}

function Refused({ sheet, workbench }: { sheet: Sheet; workbench: Workbench }) {
  const { saver } = sheet;
  const { code, message, hint } = saver.refusal ?? { code: "", message: "", hint: "" };
  if (code === "not_found") return <Gone workbench={workbench} unsaved={saver.unsaved} />;
  return (
    <Banner isBad testId="refused">
      <span>
        {message} {hint} {counted(saver.unsaved, "change")} kept here.
      </span>
      <Button size="small" onClick={() => saver.flush()}>
        Try again
      </Button>
      <Button size="small" variant="quiet" onClick={() => saver.discard()}>
        Give up these changes
      </Button>
    </Banner>
  );
}

/** The boxes can still be carried to another image. */
function Gone({ workbench, unsaved = 0 }: { workbench: Workbench; unsaved?: number }) {
  const { editor, session } = workbench;
  const copy = () => {
    editor.dispatch("box.selectAll");
    editor.dispatch("box.copy");
  };
  const leave = () => {
    session.snapshot().sheet?.saver.discard();
    void session.next();
  };
  return (
    <Banner isBad testId="gone">
      <span>
        This image, or its project, was deleted, or you may no longer see it.
        {unsaved > 0 && ` ${counted(unsaved, "change")} could not be saved.`}
      </span>
      <Button size="small" onClick={copy}>
        Copy the boxes
      </Button>
      <Button size="small" variant="quiet" onClick={leave}>
        {unsaved > 0 ? "Give up and go on" : "Go on"}
      </Button>
    </Banner>
  );
}
