/** Lays HTML and SVG over the picture without React: a layer's variables follow the camera, frame by frame. */

import type { Editor } from "../../../core/editor.ts";

/** Sets --view-scale, --view-left and --view-top until the answer is called. */
export function followView(
  editor: Pick<Editor, "snapshot" | "subscribe">,
  layer: HTMLElement,
): () => void {
  let known: unknown = null;
  const follow = () => {
    const { view } = editor.snapshot();
    if (view === known) return;
    known = view;
    layer.style.setProperty("--view-scale", String(view.scale));
    layer.style.setProperty("--view-left", `${view.left}px`);
    layer.style.setProperty("--view-top", `${view.top}px`);
  };
  follow();
  return editor.subscribe(follow);
}
