/** Form controls with their label, hint and error tied together for eyes and for screen readers. */

import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { Icon } from "./Icon.tsx";

type Described = { label: string; hint?: ReactNode; error?: string | null | undefined };

function Frame({
  id,
  label,
  hint,
  error,
  children,
}: Described & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          <Icon name="warning" size={16} />
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Pick<Described, "hint" | "error">) => ({
  id,
  "aria-describedby":
    [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined,
  "aria-invalid": error ? true : undefined,
});

type TextProps = Described & InputHTMLAttributes<HTMLInputElement> & { unit?: string };

export function TextField({ label, hint, error, unit, ...rest }: TextProps) {
  const id = useId();
  const input = <input {...rest} {...described(id, { hint, error })} className="input" />;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      {unit ? (
        <span className="input-with-unit">
          {input}
          <span className="soft">{unit}</span>
        </span>
      ) : (
        input
      )}
    </Frame>
  );
}

type AreaProps = Described & TextareaHTMLAttributes<HTMLTextAreaElement>;

export function TextArea({ label, hint, error, ...rest }: AreaProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea {...rest} {...described(id, { hint, error })} className="input" />
    </Frame>
  );
}

type SelectProps = Described &
  SelectHTMLAttributes<HTMLSelectElement> & { options: readonly (readonly [string, string])[] };

export function SelectField({ label, hint, error, options, ...rest }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select {...rest} {...described(id, { hint, error })} className="input select">
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

type CheckProps = {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
};

export function CheckField({ label, hint, checked, disabled, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export type Choice<T extends string> = { value: T; title: string; text: string };

type ChoicesProps<T extends string> = {
  legend: string;
  value: T;
  choices: readonly Choice<T>[];
  disabled?: boolean;
  /** Side by side, where there is room. */
  columns?: boolean;
  onChange: (value: T) => void;
};

/** Radio buttons that have room to say what each choice means. */
export function Choices<T extends string>(props: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset
      className={props.columns ? "choices choices-columns" : "choices"}
      disabled={props.disabled}
    >
      <legend className="field-label">{props.legend}</legend>
      {props.choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === props.value}
            onChange={() => props.onChange(choice.value)}
          />
          <span>
            <span className="choice-title">{choice.title}</span>
            <span className="field-hint">{choice.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
