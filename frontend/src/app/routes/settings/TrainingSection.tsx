import type { TrainingMode } from "../../api/types.ts";
import { type Choice, Choices } from "../../components/Field.tsx";
import { NumberField } from "./NumberField.tsx";
import { Section } from "./Section.tsx";
import { useDraft } from "./useDraft.ts";

const MODES: Choice<TrainingMode>[] = [
  {
    value: "after_corrections",
    title: "After enough finished images",
    text: "The detector keeps up with the people by itself.",
  },
  {
    value: "scheduled",
    title: "At fixed intervals",
    text: "Whenever something was finished since the last time, for example overnight.",
  },
  { value: "never", title: "Only by hand", text: "With the button “Train now”, or by the API." },
];

/** When the detector learns. */
export function TrainingSection() {
  const draft = useDraft();
  const { auto_train: mode } = draft.values;
  return (
    <Section
      id="training"
      title="Training"
      intro="A new model takes over unless it would cost people more time on the hold-out images."
      draft={draft}
      fields={["retrain_after", "train_every_hours", "train_minutes"]}
    >
      <Choices
        legend="When"
        value={mode}
        choices={MODES}
        onChange={(value) => draft.set("auto_train", value)}
      />
      {mode === "after_corrections" && (
        <NumberField
          label="After"
          hint="Never fewer than a quarter of what the last training had, so that trainings stay worth their time."
          unit="finished images"
          min={1}
          max={100_000}
          value={draft.values.retrain_after}
          error={draft.errorOf("retrain_after")}
          onChange={(value) => draft.set("retrain_after", Math.round(value))}
        />
      )}
      {mode === "scheduled" && (
        <NumberField
          label="Every"
          unit="hours"
          min={1}
          max={8760}
          value={draft.values.train_every_hours}
          error={draft.errorOf("train_every_hours")}
          onChange={(value) => draft.set("train_every_hours", Math.round(value))}
        />
      )}
      <NumberField
        label="Time limit of a training"
        unit="minutes"
        min={0.05}
        max={1440}
        step={1}
        value={draft.values.train_minutes}
        error={draft.errorOf("train_minutes")}
        onChange={(value) => draft.set("train_minutes", value)}
      />
    </Section>
  );
}
