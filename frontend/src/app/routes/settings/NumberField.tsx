import { useState } from "react";
import { TextField } from "../../components/Field.tsx";

type Props = {
  label: string;
  hint?: string;
  error?: string | undefined;
  unit?: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
};

/** A number that may be empty or half typed for a while; only numbers of the range are passed on. */
export function NumberField({ value, onChange, error, ...rest }: Props) {
  const [text, setText] = useState<string | null>(null);
  const typed = Number(text);
  const isOutside =
    text !== null && (text.trim() === "" || !(typed >= rest.min && typed <= rest.max));
  return (
    <TextField
      {...rest}
      type="number"
      inputMode="decimal"
      value={text ?? String(value)}
      error={isOutside ? `Between ${rest.min} and ${rest.max}.` : error}
      onChange={(event) => {
        setText(event.target.value);
        const next = Number(event.target.value);
        if (event.target.value.trim() !== "" && next >= rest.min && next <= rest.max)
          onChange(next);
      }}
      onBlur={() => setText(null)}
    />
  );
}
