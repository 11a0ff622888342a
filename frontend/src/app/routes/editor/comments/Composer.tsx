/** A small card beside the box on which a comment is written. */

import { useLayoutEffect, useRef } from "react";
import type { ScreenPoint } from "../../../../core/geometry.ts";
import { CommentForm } from "./CommentForm.tsx";
import { draftOf, forgetDraft, noteDraft } from "./drafts.ts";
import { useCommentActions } from "./useCommentActions.ts";

interface Props {
  readonly image: number;
  /** Null for a comment on the whole image. */
  readonly boxKey: string | null;
  readonly at: ScreenPoint;
  readonly onEnd: () => void;
}

const MARGIN = 12;

export default function Composer({ image, boxKey, at, onEnd }: Props) {
  const card = useRef<HTMLElement>(null);
  const { add } = useCommentActions(image);
  const draft = draftOf(image, boxKey);
  useLayoutEffect(() => {
    if (card.current !== null) placeBeside(card.current, at);
  }, [at]);

  const send = (text: string) =>
    add.mutate(
      { key: draft.key, text, box_key: boxKey },
      {
        onSuccess: () => {
          forgetDraft(image, boxKey);
          onEnd();
        },
      },
    );
  const label = boxKey === null ? "Comment on this image" : "Comment on this box";
  return (
    <section ref={card} className="editor-composer" aria-label={label} data-testid="composer">
      <CommentForm
        label={label}
        action="Comment"
        text={draft.text}
        isBusy={add.isPending}
        onText={(text) => noteDraft(image, boxKey, text)}
        onSend={send}
        onCancel={onEnd}
      />
    </section>
  );
}

/** To the right of the place, and always whole in sight. */
function placeBeside(card: HTMLElement, at: ScreenPoint): void {
  const { clientWidth = 0, clientHeight = 0 } = card.parentElement ?? {};
  const keep = (value: number, most: number) => Math.max(MARGIN, Math.min(value, most - MARGIN));
  card.style.left = `${keep(at.x + MARGIN, clientWidth - card.offsetWidth)}px`;
  card.style.top = `${keep(at.y, clientHeight - card.offsetHeight)}px`;
}
