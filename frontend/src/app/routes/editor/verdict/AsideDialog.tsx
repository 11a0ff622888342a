/** Asks why an image is skipped, sent to review or returned; a digit or a few words answer. */

import { type KeyboardEvent, useState } from "react";
import { Button } from "../../../components/Button.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { TextField } from "../../../components/Field.tsx";
import { type Aside, QUESTIONS, reasonFor, SKIP_REASONS } from "./words.ts";

interface Props {
  readonly aside: Aside;
  readonly onAnswer: (reason: string) => void;
  readonly onClose: () => void;
}

/** As long as the server keeps. */
const LONGEST = 500;

export function AsideDialog({ aside, onAnswer, onClose }: Props) {
  const { title, label, hint, action, needsWords } = QUESTIONS[aside];
  const [words, setWords] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const answer = () => {
    if (needsWords && words.trim() === "") setIsMissing(true);
    else onAnswer(words.trim());
  };
  // A digit is the answer, as long as nobody is in the middle of writing one.
  const pressed = (event: KeyboardEvent) => {
    const reason = aside === "skipped" && words === "" ? reasonFor(event.key) : undefined;
    if (reason === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onAnswer(reason);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={answer}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            {action}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: digits are a shorter way to its buttons. */}
      <div className="stack" onKeyDown={pressed}>
        {aside === "skipped" && <Reasons onAnswer={onAnswer} />}
        <TextField
          label={label}
          hint={hint}
          error={isMissing ? "Say in a few words what is to be mended." : null}
          value={words}
          maxLength={LONGEST}
          onChange={(event) => {
            setWords(event.target.value);
            setIsMissing(false);
          }}
        />
      </div>
    </Dialog>
  );
}

const Reasons = ({ onAnswer }: Pick<Props, "onAnswer">) => (
  <ol className="editor-reasons">
    {SKIP_REASONS.map((reason, at) => (
      <li key={reason}>
        <button type="button" className="editor-aside-reason" onClick={() => onAnswer(reason)}>
          <kbd>{at + 1}</kbd>
          {reason}
        </button>
      </li>
    ))}
  </ol>
);
