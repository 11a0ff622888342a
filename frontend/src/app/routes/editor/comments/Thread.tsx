/** One comment with its answers. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Answer, Comment } from "../../../api/comments.ts";
import { sessionQuery } from "../../../api/session.ts";
import type { Project } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { Icon } from "../../../components/Icon.tsx";
import { ago, dateTime } from "../../../format.ts";
import { chosenComment } from "../panel-state.ts";
import { mayDraw } from "../roles.ts";
import { useEditor, useValue } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { CommentForm } from "./CommentForm.tsx";
import { draftOf, forgetDraft, noteDraft } from "./drafts.ts";
import { useCommentActions } from "./useCommentActions.ts";
import { isOpen } from "./words.ts";

interface Props {
  readonly comment: Comment;
  readonly project: Project;
  readonly workbench: Workbench;
  readonly image: number;
}

export function Thread({ comment, project, workbench, image }: Props) {
  const { change } = useCommentActions(image);
  const isChosen = useValue(chosenComment) === comment.id;
  const row = useRef<HTMLLIElement>(null);
  const [answers, setAnswers] = useState(false);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);

  const open = isOpen(comment);
  const settle = () => change.mutate({ id: comment.id, resolved: open });
  return (
    <li ref={row} className="editor-thread" data-open={open} data-chosen={isChosen}>
      {comment.box_key !== null && (
        <BoxLink boxKey={comment.box_key} project={project} workbench={workbench} />
      )}
      <Said said={comment} image={image} hasAnswers={comment.replies.length > 0} />
      {comment.replies.length > 0 && (
        <ul className="editor-answers">
          {comment.replies.map((reply) => (
            <li key={reply.id}>
              <Said said={reply} image={image} hasAnswers={false} />
            </li>
          ))}
        </ul>
      )}
      {comment.resolved_at !== null && (
        <p className="editor-settled">
          <Icon name="check" size={14} />
          Resolved by {comment.resolved_by ?? "somebody"}, {ago(comment.resolved_at)}
        </p>
      )}
      {mayDraw(project) && !answers && (
        <div className="editor-comment-buttons">
          <Button size="small" variant="quiet" onClick={() => setAnswers(true)}>
            Answer
          </Button>
          <Button
            size="small"
            icon={open ? "check" : "returned"}
            busy={change.isPending}
            onClick={settle}
          >
            {open ? "Resolve" : "Open again"}
          </Button>
        </div>
      )}
      {answers && <AnswerForm image={image} thread={comment.id} onEnd={() => setAnswers(false)} />}
    </li>
  );
}

/** Leads to the box that is meant, as long as it is there. */
function BoxLink({
  boxKey,
  project,
  workbench,
}: {
  boxKey: string;
  project: Project;
  workbench: Workbench;
}) {
  const category = useEditor(
    workbench.editor,
    ({ boxes }) => boxes.find(({ key }) => key === boxKey)?.category ?? null,
  );
  if (category === null) return <span className="editor-about">A box that is gone</span>;
  const name = project.categories.find(({ id }) => id === category)?.name ?? "unknown";
  return (
    <button
      type="button"
      className="editor-about"
      onClick={() => workbench.editor.dispatch({ type: "focus", key: boxKey })}
    >
      <Icon name="box" size={14} />
      <span className="truncate">{name}</span>
    </button>
  );
}

interface SaidProps {
  readonly said: Answer;
  readonly image: number;
  readonly hasAnswers: boolean;
}

/** Who said it, when, and what; one's own words can be mended, and taken back before an answer. */
function Said({ said, image, hasAnswers }: SaidProps) {
  const { data: me } = useQuery(sessionQuery);
  const { change, remove } = useCommentActions(image);
  const [mends, setMends] = useState(false);
  const isOwn = said.author !== null && said.author === me?.username;
  if (mends) {
    return (
      <CommentForm
        label="Your comment"
        action="Save"
        text={said.text}
        isBusy={change.isPending}
        onSend={(text) =>
          change.mutate({ id: said.id, text }, { onSuccess: () => setMends(false) })
        }
        onCancel={() => setMends(false)}
      />
    );
  }
  return (
    <>
      <header className="editor-said">
        <strong className="truncate">{said.author ?? "Somebody who left"}</strong>
        <time className="soft" dateTime={said.created_at} title={dateTime(said.created_at)}>
          {ago(said.created_at)}
          {said.edited_at !== null && ", edited"}
        </time>
        {isOwn && (
          <span className="editor-own">
            <Small label="Edit" onClick={() => setMends(true)}>
              <Icon name="pencil" size={14} />
            </Small>
            {!hasAnswers && (
              <Small label="Delete" onClick={() => remove.mutate(said.id)}>
                <Icon name="trash" size={14} />
              </Small>
            )}
          </span>
        )}
      </header>
      <p className="editor-words">{said.text}</p>
    </>
  );
}

const Small = (props: { label: string; onClick: () => void; children: ReactNode }) => (
  <button
    type="button"
    className="editor-small"
    aria-label={props.label}
    title={props.label}
    onClick={props.onClick}
  >
    {props.children}
  </button>
);

function AnswerForm({
  image,
  thread,
  onEnd,
}: {
  image: number;
  thread: number;
  onEnd: () => void;
}) {
  const { add } = useCommentActions(image);
  const draft = draftOf(image, thread);
  const send = (text: string) =>
    add.mutate(
      { key: draft.key, text, thread },
      {
        onSuccess: () => {
          forgetDraft(image, thread);
          onEnd();
        },
      },
    );
  return (
    <CommentForm
      label="Your answer"
      action="Answer"
      text={draft.text}
      isBusy={add.isPending}
      onText={(text) => noteDraft(image, thread, text)}
      onSend={send}
      onCancel={onEnd}
    />
  );
}
