/** A field that turns typed or pasted names into chips. */

import { type KeyboardEvent, useId, useRef } from "react";
import { IconButton } from "../../components/Button.tsx";
import { colorAt } from "../../components/palette.ts";
import { hasSeparator, withNames } from "./names.ts";

type Props = {
  names: string[];
  /** What is typed and not yet a name. */
  draft: string;
  onChange: (names: string[], draft: string) => void;
};

export function CategoryNames({ names, draft, onChange }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && draft.trim()) {
      event.preventDefault();
      onChange(withNames(names, draft), "");
    }
    if (event.key === "Backspace" && draft === "") onChange(names.slice(0, -1), "");
  };
  const onType = (text: string) =>
    hasSeparator(text) ? onChange(withNames(names, text), "") : onChange(names, text);

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Categories
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: A click beside the text only moves the caret into it. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: The keyboard reaches the input itself. */}
      <div className="input chips-input" onClick={() => input.current?.focus()}>
        {names.map((name, at) => (
          <span key={name} className="chip">
            <span className="swatch" style={{ background: colorAt(at) }} />
            {name}
            <IconButton
              icon="close"
              label={`Remove ${name}`}
              onClick={() => onChange(names.toSpliced(at, 1), draft)}
            />
          </span>
        ))}
        <input
          ref={input}
          id={id}
          aria-describedby={`${id}-hint`}
          placeholder={names.length === 0 ? "red cell, white cell, platelet" : ""}
          value={draft}
          onChange={(event) => onType(event.target.value)}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text");
            if (!hasSeparator(text)) return;
            event.preventDefault();
            onChange(withNames(names, draft + text), "");
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p id={`${id}-hint`} className="field-hint">
        What the boxes are to be. Separate by comma or Enter; you can add more at any time.
      </p>
    </div>
  );
}
