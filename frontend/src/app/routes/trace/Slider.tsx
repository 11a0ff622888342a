import { useId } from "react";

interface Props {
  readonly label: string;
  readonly words: string;
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, words, min = 0, max, step = 1, value, onChange }: Props) {
  const id = useId();
  return (
    <div className="trace-slider small">
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
