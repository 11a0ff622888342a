/** All that was said about this image and its boxes: what is open first. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CommandId } from "../../../../core/keymap.ts";
import { commentsQuery } from "../../../api/comments.ts";
import type { Project } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { ErrorNote, Loading, Skeleton } from "../../../components/feedback.tsx";
import { counted } from "../../../format.ts";
import { KeyOf } from "../KeyOf.tsx";
import { mayDraw } from "../roles.ts";
import { useEditor } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { Thread } from "./Thread.tsx";
import { inOrder, isOpen } from "./words.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly image: number;
  readonly run: (command: CommandId) => void;
}

export default function CommentsTab({ project, workbench, image, run }: Props) {
  const { data, error, refetch } = useQuery(commentsQuery(image));
  const [showsResolved, setShowsResolved] = useState(false);
  const selected = useEditor(workbench.editor, ({ selection }) => selection.size);
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;

  const resolved = data.filter((comment) => !isOpen(comment)).length;
  const shown = inOrder(data).filter((comment) => showsResolved || isOpen(comment));
  return (
    <div className="editor-comments">
      <header className="editor-tab-head">
        {mayDraw(project) && (
          <Button size="small" icon="comment" onClick={() => run("image.comment")}>
            Comment on the {selected === 1 ? "box" : "image"} <KeyOf command="image.comment" />
          </Button>
        )}
        {resolved > 0 && (
          <label className="editor-resolved">
            <input
              type="checkbox"
              checked={showsResolved}
              onChange={(event) => setShowsResolved(event.target.checked)}
            />
            {counted(resolved, "resolved", "resolved")}
          </label>
        )}
      </header>
      {shown.length === 0 && (
        <p className="editor-empty editor-tab-empty">
          {resolved > 0 ? "All comments are resolved." : "Nobody has said anything yet."}
        </p>
      )}
      <ul className="editor-threads" data-testid="threads">
        {shown.map((comment) => (
          <Thread key={comment.id} {...{ comment, project, workbench, image }} />
        ))}
      </ul>
    </div>
  );
}

const Waiting = () => (
  <Loading>
    <div className="editor-tab-head">
      <Skeleton height={28} />
    </div>
  </Loading>
);
