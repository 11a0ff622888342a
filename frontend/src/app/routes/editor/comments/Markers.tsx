/** A small sign at each box that is spoken of. By keyboard the way to it is the list of comments. */

import { Icon } from "../../../components/Icon.tsx";
import { chosenComment, panelTab } from "../panel-state.ts";
import { useEditor } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { useComments, useOpenByBox } from "./useComments.ts";

interface Props {
  readonly image: number;
  readonly workbench: Workbench;
}

export function Markers({ image, workbench }: Props) {
  const counts = useOpenByBox(image);
  const comments = useComments(image);
  const boxes = useEditor(workbench.editor, (snapshot) => snapshot.boxes);
  if (counts.size === 0) return null;

  const choose = (key: string) => {
    workbench.editor.dispatch({ type: "focus", key });
    panelTab.set("comments");
    chosenComment.set(comments.find(({ box_key }) => box_key === key)?.id ?? null);
  };
  return boxes
    .filter(({ key }) => counts.has(key))
    .map(({ key, x2, y1 }) => (
      <button
        key={key}
        type="button"
        className="editor-marker"
        data-testid="comment-marker"
        tabIndex={-1}
        style={{ "--x": x2, "--y": y1 } as React.CSSProperties}
        title="Comments on this box"
        aria-label={`Comments on this box: ${counts.get(key)}`}
        onClick={() => choose(key)}
      >
        <Icon name="comment" size={14} />
        {(counts.get(key) ?? 0) > 1 && <span>{counts.get(key)}</span>}
      </button>
    ));
}
