/** Brightness and contrast, beside the image, so that one goes on working while it is open. */

import { useEffect, useRef } from "react";
import { Button, IconButton } from "../../components/Button.tsx";
import { AS_IT_IS, isChanged, type Light, light } from "./light.ts";
import { useValue } from "./store.ts";
import "./floats.css";

const NAMES = { brightness: "Brightness", contrast: "Contrast" } as const;
const SIDES = Object.keys(NAMES) as (keyof Light)[];

export default function LightPanel({ onClose }: { onClose: () => void }) {
  const value = useValue(light);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector("input")?.focus({ preventScroll: true }), []);
  return (
    <section
      ref={panel}
      className="editor-light"
      aria-label="Brightness and contrast"
      data-region
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2>Image</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {SIDES.map((side) => (
        <Slider
          key={side}
          label={NAMES[side]}
          value={value[side]}
          change={(next) => light.set({ ...light.get(), [side]: next })}
        />
      ))}
      <Button size="small" disabled={!isChanged(value)} onClick={() => light.set(AS_IT_IS)}>
        Reset
      </Button>
    </section>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly change: (value: number) => void;
}

/** A double click puts it back. */
function Slider({ label, value, change }: SliderProps) {
  return (
    <label title="A double click resets it">
      <span>{label}</span>
      <input
        type="range"
        min={0.2}
        max={3}
        step={0.05}
        value={value}
        aria-valuetext={`${Math.round(value * 100)} %`}
        onChange={(event) => change(Number(event.target.value))}
        onDoubleClick={() => change(1)}
      />
      <output>{Math.round(value * 100)} %</output>
    </label>
  );
}
