/** The keymap as text: to be kept, or taken to another browser. */

import { useState } from "react";
import { readChoice, writeChoice } from "../../../core/keymap-choice.ts";
import { Button } from "../../components/Button.tsx";
import { TextArea } from "../../components/Field.tsx";
import { changeKeymap, keymapChoice } from "./keymap-store.ts";

type Outcome = "taken" | "refused" | "copied" | null;

const WORDS = {
  taken: "These keys are in use now.",
  refused: "This is no keymap: it must be text that was copied from here.",
  copied: "Copied.",
} as const;

export function KeysText() {
  const [text, setText] = useState(() => writeChoice(keymapChoice.get()));
  const [outcome, setOutcome] = useState<Outcome>(null);
  const take = () => {
    const choice = readChoice(text);
    setOutcome(choice === null ? "refused" : "taken");
    if (choice !== null) changeKeymap(choice);
  };
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setOutcome("copied"),
      () => setOutcome(null),
    );
  return (
    <div className="keys-as-text">
      <TextArea
        label="Your keys as text"
        rows={12}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="keys-actions">
        <Button icon="copy" onClick={copy}>
          Copy
        </Button>
        <Button variant="primary" onClick={take}>
          Use these keys
        </Button>
        <output aria-live="polite">{outcome && WORDS[outcome]}</output>
      </div>
    </div>
  );
}
