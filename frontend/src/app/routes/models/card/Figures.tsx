/** The figures of a model, each with what holds it 95 times of 100. */

import type { CardFigures } from "../../../api/types.ts";
import { counted, oneDecimal } from "../../../format.ts";
import { interval, intervalWords, MEASURES, written } from "./measures.ts";
import { Section } from "./Section.tsx";

export function Figures({ figures }: { figures: CardFigures }) {
  const { measures, images, draws } = figures;
  const byHand = measures.manual_seconds;
  return (
    <Section
      title="Figures"
      isWide
      note={`${counted(images, "hold-out image")}, ${counted(figures.boxes, "box", "boxes")}. ${intervalWords(images, draws)}`}
    >
      <dl className="figure-row">
        {MEASURES.map(({ name, title, meaning, unit }) => {
          const found = measures[name];
          return (
            <div key={name} title={meaning}>
              <dt>{title}</dt>
              <dd>
                {found ? written(found.value, unit) : "–"}
                {found && <span className="soft small"> {interval(found, unit)}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
      {byHand && (
        <p className="soft small">Without suggestions {oneDecimal(byHand.value)} s per image.</p>
      )}
    </Section>
  );
}
