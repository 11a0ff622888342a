/** The drawings of the statistics page. */

import type { Distributions } from "../../api/types.ts";
import { BarChart } from "../../components/charts/BarChart.tsx";
import { BarRows } from "../../components/charts/BarRows.tsx";
import { SelectField } from "../../components/Field.tsx";
import type { Filters } from "../gallery/filters.ts";
import { useProject } from "../project/project-context.ts";
import { binBars, categoryBars, pairBars, progressBars, type Way } from "./bars-of.ts";
import { ChartCard } from "./ChartCard.tsx";
import { HeatMap } from "./HeatMap.tsx";

const NO_BOXES = "There are no boxes on finished images.";

type Props = {
  found: Distributions;
  way: Way;
  category: number | null;
  onCategory: (category: number | null) => void;
};

export function Charts({ found, way, category, onCategory }: Props) {
  const { categories } = useProject();
  const colors = new Map<string | number, string>(categories.map(({ id, color }) => [id, color]));
  return (
    <div className="statistics">
      <ChartCard
        title="Progress"
        isWide
        isEmpty={found.progress.length === 0}
        empty="It is not known when these images were finished."
      >
        <BarChart
          title="Images finished over time"
          axis="Day on which images were finished"
          room={110}
          {...progressBars(found.progress)}
        />
      </ChartCard>
      <ChartCard
        title="Category balance"
        note="Boxes of each category."
        isEmpty={categories.length === 0}
        empty="There are no categories yet. Add them in the settings."
      >
        <BarRows
          title="Boxes of each category"
          axis="Category"
          swatchOf={(key) => colors.get(key)}
          {...categoryBars(found.categories, categories, way)}
        />
      </ChartCard>
      <ChartCard
        title="Boxes per image"
        isEmpty={found.boxes_per_image.length === 0}
        empty={NO_BOXES}
      >
        <BarChart
          title="Images by how many boxes they have"
          axis="Boxes on an image"
          {...binBars(found.boxes_per_image, "boxes", way)}
        />
      </ChartCard>
      <Shapes {...{ found, way, category, onCategory }} />
      <ChartCard
        title="Together on an image"
        note="Images that show both categories."
        isWide
        isEmpty={found.together.length === 0}
        empty="No image shows two categories."
      >
        <BarRows
          title="Images by pairs of categories on them"
          axis="Categories"
          {...pairBars(found.together, categories)}
        />
      </ChartCard>
    </div>
  );
}

function Shapes({ found, way, category, onCategory }: Props) {
  const { categories } = useProject();
  const common: Filters = category === null ? {} : { category: String(category) };
  const isEmpty = found.boxes.train + found.boxes.holdout === 0;
  return (
    <>
      <div className="statistics-wide statistics-choice">
        <SelectField
          label="Sizes, shapes and positions of"
          value={category ?? ""}
          options={[
            ["", "all categories"],
            ...categories.map(({ id, name }) => [String(id), name] as const),
          ]}
          onChange={(event) => onCategory(Number(event.target.value) || null)}
        />
      </div>
      <ChartCard title="Box sizes" isEmpty={isEmpty} empty={NO_BOXES}>
        <BarChart
          title="Boxes by their size"
          axis="Square root of the area, in pixels"
          {...binBars(found.sizes, "box_size", way, common)}
        />
      </ChartCard>
      <ChartCard title="Box shapes" isEmpty={isEmpty} empty={NO_BOXES}>
        <BarChart
          title="Boxes by their shape"
          axis="Width through height: below 1 tall, above 1 wide"
          {...binBars(found.aspects, "box_aspect", way, common)}
        />
      </ChartCard>
      <ChartCard
        title="Where boxes are"
        note="The middles of boxes, on a grid over the image. Walk through it with the arrow keys; Enter opens the images."
        isWide
        isEmpty={isEmpty}
        empty={NO_BOXES}
      >
        <div className="heat-maps">
          <HeatMap
            title="Training"
            grid={found.grid}
            counts={found.positions.train}
            common={{ ...common, split: "train" }}
          />
          <HeatMap
            title="Hold-out"
            grid={found.grid}
            counts={found.positions.holdout}
            common={{ ...common, split: "holdout" }}
          />
        </div>
      </ChartCard>
    </>
  );
}
