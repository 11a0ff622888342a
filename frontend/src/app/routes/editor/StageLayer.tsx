/** What lies over the picture beside the boxes: remarks, the difference that a revision made, and the composer. */

import { Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type ScreenPoint, screenPoint } from "../../../core/geometry.ts";
import { rectToScreen } from "../../../core/viewport.ts";
import type { Project } from "../../api/types.ts";
import { lazily } from "../../components/lazily.ts";
import { useCommand } from "./commands.ts";
import { Markers } from "./comments/Markers.tsx";
import { followView } from "./follow-view.ts";
import { forgetImage, shownDiff } from "./panel-state.ts";
import { mayDraw } from "./roles.ts";
import { useSession, useValue } from "./store.ts";
import type { Workbench } from "./workbench.ts";

const Composer = lazily(() => import("./comments/Composer.tsx"));
const DiffLayer = lazily(() => import("./history/DiffLayer.tsx"));

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

interface Composing {
  readonly image: number;
  readonly boxKey: string | null;
  readonly at: ScreenPoint;
}

export function StageLayer({ project, workbench }: Props) {
  const { editor, session } = workbench;
  const layer = useRef<HTMLDivElement>(null);
  const image = useSession(session, ({ sheet }) => sheet?.image.id ?? null);
  const diff = useValue(shownDiff);
  const [composing, setComposing] = useState<Composing | null>(null);

  useLayoutEffect(
    () => (layer.current === null ? undefined : followView(editor, layer.current)),
    [editor],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each image anew.
  useEffect(() => {
    setComposing(null);
    return forgetImage;
  }, [image]);
  useCommand("image.comment", () => {
    if (image === null || !mayDraw(project)) return false;
    setComposing({ image, ...placeOf(workbench) });
    return true;
  });

  const end = () => {
    setComposing(null);
    layer.current?.parentElement?.querySelector<HTMLElement>("[role=application]")?.focus();
  };
  return (
    <div ref={layer} className="editor-layer">
      {image !== null && <Markers image={image} workbench={workbench} />}
      <Suspense>
        {diff !== null && <DiffLayer diff={diff} />}
        {composing !== null && <Composer key={composing.boxKey} {...composing} onEnd={end} />}
      </Suspense>
    </div>
  );
}

/** How wide the card is on which a comment is written, in pixels. */
const CARD = 272;

/** The one selected box and where it is; otherwise the whole image. */
function placeOf({ editor }: Workbench): Omit<Composing, "image"> {
  const { selection, boxes, view } = editor.snapshot();
  const box = selection.size === 1 ? boxes.find(({ key }) => selection.has(key)) : undefined;
  if (box === undefined) return { boxKey: null, at: screenPoint(view.width / 2 - CARD / 2, 48) };
  const { x2, y1 } = rectToScreen(box, view);
  return { boxKey: box.key, at: screenPoint(x2, y1) };
}
