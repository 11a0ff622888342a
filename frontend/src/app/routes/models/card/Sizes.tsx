/** Average precision of small, medium and large boxes, as COCO divides them. */

import type { CardFigures } from "../../../api/types.ts";
import { BarRows } from "../../../components/charts/BarRows.tsx";
import { counted, precision } from "../../../format.ts";
import { Section } from "./Section.tsx";

type Size = CardFigures["sizes"][number];

const SIZE_NAME: Record<Size["size"], string> = {
  all: "All",
  small: "Small",
  medium: "Medium",
  large: "Large",
};
const SERIES = [{ name: "AP", color: "--accent" }];

export function Sizes({ sizes }: { sizes: Size[] }) {
  return (
    <Section
      title="By size"
      note="Average precision (0.50 to 0.95) of boxes by their area in pixels of the image, as COCO divides them: small up to 32 × 32, medium up to 96 × 96."
    >
      <BarRows
        title="Average precision by size of the boxes"
        axis="Size"
        series={SERIES}
        most={1}
        bars={sizes.map(({ size, boxes, ap }) => ({
          key: size,
          name: `${SIZE_NAME[size]} (${counted(boxes, "box", "boxes")})`,
          values: [ap],
        }))}
        format={precision}
      />
    </Section>
  );
}
