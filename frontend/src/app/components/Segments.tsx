/** A choice between a few views of the same thing, side by side. */

import { useId } from "react";

type Props<T extends string> = {
  legend: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
};

export function Segments<T extends string>({ legend, value, options, onPick }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{legend}</legend>
      {options.map(([option, text]) => (
        <label key={option} className="segment">
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={option === value}
            onChange={() => onPick(option)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
