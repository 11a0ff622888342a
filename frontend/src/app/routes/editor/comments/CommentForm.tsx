/** Where a comment is written: Ctrl+Enter sends, Escape gives up. */

import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { Button } from "../../../components/Button.tsx";

interface Props {
  readonly label: string;
  readonly action: string;
  readonly text?: string;
  readonly isBusy: boolean;
  readonly onText?: (text: string) => void;
  readonly onSend: (text: string) => void;
  readonly onCancel: () => void;
}

const LONGEST = 2000;

export function CommentForm(props: Props) {
  const { label, action, isBusy, onText, onSend, onCancel } = props;
  const [text, setText] = useState(props.text ?? "");
  const id = useId();
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== "" && !isBusy) onSend(text.trim());
  };
  const pressed = (event: KeyboardEvent) => {
    const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSending && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (isSending) send();
    else onCancel();
  };
  return (
    <form className="editor-comment-form" onSubmit={send}>
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className="input"
        rows={3}
        maxLength={LONGEST}
        placeholder={label}
        // biome-ignore lint/a11y/noAutofocus: somebody has just asked for it.
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onText?.(event.target.value);
        }}
        onKeyDown={pressed}
      />
      <div className="editor-comment-buttons">
        <Button size="small" variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          size="small"
          variant="primary"
          type="submit"
          busy={isBusy}
          disabled={text.trim() === ""}
          title="Ctrl+Enter"
        >
          {action}
        </Button>
      </div>
    </form>
  );
}
