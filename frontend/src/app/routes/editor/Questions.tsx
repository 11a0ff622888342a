/** The dialogs that a key opens over the image. */

import { Suspense, useState } from "react";
import type { Project } from "../../api/types.ts";
import { lazily, soon } from "../../components/lazily.ts";
import { useCommand } from "./commands.ts";
import { loadLater } from "./load-later.ts";
import { mayDraw } from "./roles.ts";
import { useSession } from "./store.ts";
import { sheetImageOf } from "./transport.ts";
import { awaitsVerdict } from "./verdict/review.ts";
import type { Aside } from "./verdict/words.ts";
import type { Workbench } from "./workbench.ts";

const AsideDialog = soon(loadLater, "AsideDialog");
const JumpDialog = lazily(() => import("./jump/JumpDialog.tsx"));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export function Questions({ project, workbench }: Props) {
  const { editor, session, reviewing } = workbench;
  const [aside, setAside] = useState<Aside | null>(null);
  const [jumps, setJumps] = useState(false);
  const state = useSession(session, ({ sheet }) => sheet?.saver.imageState ?? null);

  const isVerdict = awaitsVerdict(state, reviewing);
  const ask = (about: Aside) => {
    if (state !== null && mayDraw(project)) setAside(about);
  };
  useCommand("image.skipWithReason", () => ask("skipped"));
  useCommand("image.unsure", () => ask(isVerdict ? "returned" : "unsure"));
  const approve = (left: number) => isVerdict && session.finish(left, { isVerdict });
  useCommand("image.done", () => approve(editor.snapshot().suggested));
  useCommand("image.acceptAndDone", () => {
    if (isVerdict) editor.dispatch("box.acceptVisible");
    return approve(0);
  });
  useCommand("image.jump", () => setJumps(true));

  return (
    <Suspense>
      {aside !== null && (
        <AsideDialog
          aside={aside}
          onAnswer={(reason) => {
            setAside(null);
            void session.putAside(aside, reason);
          }}
          onClose={() => setAside(null)}
        />
      )}
      {jumps && (
        <JumpDialog
          project={project}
          onOpen={(image) => {
            setJumps(false);
            void session.open(image.id, sheetImageOf(image));
          }}
          onClose={() => setJumps(false)}
        />
      )}
    </Suspense>
  );
}
