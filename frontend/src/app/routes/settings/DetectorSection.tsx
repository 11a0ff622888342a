import type { DetectorKind } from "../../api/types.ts";
import { type Choice, Choices } from "../../components/Field.tsx";
import { Section } from "./Section.tsx";
import { useDraft } from "./useDraft.ts";

const KINDS: Choice<DetectorKind>[] = [
  {
    value: "auto",
    title: "Chosen by Boxloop",
    text: "Follows from the size of your boxes, this machine, and the weights at hand; each model says why. Right for most projects.",
  },
  {
    value: "small",
    title: "Small",
    text: "Learns in minutes on a laptop and needs no download. For simple objects, or to begin with.",
  },
  {
    value: "fasterrcnn_mobilenet_v3_large_320_fpn",
    title: "MobileNet, 320 pixels",
    text: "Quick on any machine; misses small objects, since it looks at reduced images.",
  },
  {
    value: "fasterrcnn_mobilenet_v3_large_fpn",
    title: "MobileNet",
    text: "A good middle for machines without a GPU.",
  },
  {
    value: "fasterrcnn_resnet50_fpn",
    title: "ResNet-50",
    text: "Precise; wants a GPU.",
  },
  {
    value: "fasterrcnn_resnet50_fpn_v2",
    title: "ResNet-50, version 2",
    text: "The most precise and the slowest; wants a GPU.",
  },
];

/** Which network the next training builds. */
export function DetectorSection() {
  const draft = useDraft();
  return (
    <Section
      id="detector"
      title="Detector"
      intro="A Faster R-CNN on one of these networks. A change counts from the next training on."
      draft={draft}
    >
      <Choices
        legend="Network"
        value={draft.values.detector_kind}
        choices={KINDS}
        onChange={(value) => draft.set("detector_kind", value)}
      />
    </Section>
  );
}
