/** What stands in the image's place when there is none: still loading, none left, or not readable. */

import { Suspense } from "react";
import { soon } from "../../components/lazily.ts";
import { loadLater } from "./load-later.ts";
import type { MessageProps } from "./StageTrouble.tsx";
import { useSession, useValue } from "./store.ts";

const Empty = soon(loadLater, "Empty");
const Failed = soon(loadLater, "Failed");
const Unreadable = soon(loadLater, "Unreadable");

export function StageMessage(props: MessageProps) {
  const phase = useSession(props.workbench.session, (snapshot) => snapshot.phase);
  switch (phase.name) {
    case "loading":
      return <Loading text="Getting the next image" />;
    case "empty":
      return (
        <Suspense>
          <Empty {...props} passedOver={phase.passedOver} />
        </Suspense>
      );
    case "failed":
      return (
        <Suspense>
          <Failed {...props} failure={phase.failure} />
        </Suspense>
      );
    case "open":
      return <Picture {...props} />;
  }
}

/** The picture comes on top of its boxes; a message only when it takes long or cannot come. */
function Picture(props: MessageProps) {
  const picture = useValue(props.workbench.picture);
  if (picture.kind === "loading") return <Loading text="Loading the image" />;
  if (picture.kind === "shown") return null;
  return (
    <Suspense>
      <Unreadable {...props} message={picture.message} />
    </Suspense>
  );
}

function Loading({ text }: { text: string }) {
  return (
    <div className="editor-loading">
      <span className="spinner" aria-hidden="true" />
      {text}
    </div>
  );
}
