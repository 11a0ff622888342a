/** A number that is chosen along a line, with its value in words. */

import { useId } from "react";

interface Props {
  readonly className: string;
  readonly label: string;
  readonly words: string;
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function Slider(props: Props) {
  const { className, label, words, min = 0, max, step = 1, value, onChange } = props;
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={words}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id}>{words}</output>
    </div>
  );
}
