import type { ProjectSettings } from "../../api/types.ts";
import { type Choice, Choices } from "../../components/Field.tsx";
import { NumberField } from "./NumberField.tsx";
import { Section } from "./Section.tsx";
import { useDraft } from "./useDraft.ts";

const ORDERS: Choice<ProjectSettings["acquisition"]>[] = [
  {
    value: "balanced",
    title: "Balanced (default)",
    text: "The images that teach the model most for your time, no two alike, and a fifth at random; before there is a model, those that look typical; the last ones beside those that they resemble.",
  },
  {
    value: "random",
    title: "Random",
    text: "A fair sample. Below about 100 images, and where all images are much alike, it is as good as any other order.",
  },
  {
    value: "quick_wins",
    title: "Quick wins",
    text: "The images that need the least work come first: many are done soon, but the model learns little from them.",
  },
  {
    value: "uncertain",
    title: "Most uncertain first",
    text: "The images on which the model is least sure come first. They also take the most work, and early on it can be worse than random.",
  },
  {
    value: "file_order",
    title: "By file name",
    text: "For image series, where neighbours are alike and easy to do in a row.",
  },
];

/** Which image comes next. */
export function QueueSection() {
  const draft = useDraft();
  return (
    <Section
      id="queue"
      title="Queue"
      intro="Which image “Label next” opens, and when a box is good enough."
      draft={draft}
      fields={["tolerance"]}
    >
      <Choices
        legend="Order"
        value={draft.values.acquisition}
        choices={ORDERS}
        onChange={(value) => draft.set("acquisition", value)}
      />
      <NumberField
        label="Tolerance"
        hint="A suggestion that overlaps the right box this much needs no correction (intersection over union)."
        unit="of 1"
        min={0.5}
        max={1}
        step={0.05}
        value={draft.values.tolerance}
        error={draft.errorOf("tolerance")}
        onChange={(value) => draft.set("tolerance", value)}
      />
    </Section>
  );
}
