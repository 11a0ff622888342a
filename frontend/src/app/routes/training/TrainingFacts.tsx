import type { Training } from "../../api/types.ts";
import { bytes, count, duration, precision } from "../../format.ts";
import { kindName } from "../models/naming.ts";
import { startWords } from "../models/worth.ts";

/** What it began with, and what it has cost so far. */
export function TrainingFacts({ training }: { training: Training }) {
  const { epochs, kept_epoch: kept } = training;
  const facts = textsOf(training.facts);
  if (!facts.mode && epochs.length === 0) return null;
  const best = epochs.find(({ epoch }) => epoch === kept)?.metrics;
  const learning = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  const memory = Math.max(0, ...epochs.map(({ memory_bytes }) => memory_bytes ?? 0));
  return (
    <section className="card" aria-label="Facts">
      <dl className="training-facts">
        {facts.kind && <Fact name="Network" value={kindName(facts.kind)} more={facts.reason} />}
        {facts.mode_reason && <Fact name="Why this way" value={facts.mode_reason} />}
        {facts.start && <Fact name="Started from" value={startWords(facts.start)} />}
        {facts.images && (
          <Fact name="Learned from" value={`${facts.images} images, ${facts.boxes} boxes`} />
        )}
        {facts.device && <Fact name="Device" value={facts.device} />}
        {epochs.length > 0 && (
          <Fact name="Epochs" value={`${count(epochs.length)} in ${duration(learning)}`} />
        )}
        {best && kept !== null && (
          <Fact
            name="Best epoch"
            value={`${kept} (AP50 ${precision(best.ap50)}, AP ${precision(best.ap)})`}
          />
        )}
        {memory > 0 && <Fact name="Peak memory" value={bytes(memory)} />}
      </dl>
      {training.notices.map((notice) => (
        <p key={String(notice.message)} className="soft small">
          {String(notice.message)} {String(notice.hint ?? "")}
        </p>
      ))}
    </section>
  );
}

function Fact({ name, value, more }: { name: string; value: string; more?: string | undefined }) {
  return (
    <div>
      <dt className="soft small">{name}</dt>
      <dd title={more}>{value}</dd>
    </div>
  );
}

/** The facts that are there, as text. */
const textsOf = (facts: Training["facts"]): Partial<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "number" ? count(value) : String(value ?? ""),
    ]),
  );
