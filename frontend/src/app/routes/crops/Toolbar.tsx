/** Which category, from which probability on, and how large. */

import { Link } from "@tanstack/react-router";
import type { Category, CropOverview } from "../../api/types.ts";
import { Slider } from "../../components/Slider.tsx";
import { count, percent } from "../../format.ts";
import { useProject } from "../project/project-context.ts";

export const SIZES = { min: 96, max: 288, step: 16, usual: 144 };

type Props = {
  overview: CropOverview;
  category: Category;
  threshold: number;
  size: number;
  onThreshold: (threshold: number) => void;
  onSize: (size: number) => void;
};

export function Toolbar({ overview, category, threshold, size, onThreshold, onSize }: Props) {
  const { thresholds } = overview;
  const place = Math.max(0, thresholds.indexOf(threshold));
  return (
    <div className="crops-bar">
      <Categories overview={overview} current={category} place={place} />
      <div className="crops-sliders">
        {/* The strictest stands at the right. */}
        <Slider
          className="crops-slider"
          label="Certainty"
          words={`from ${percent(threshold)}`}
          max={thresholds.length - 1}
          value={thresholds.length - 1 - place}
          onChange={(value) => onThreshold(thresholds[thresholds.length - 1 - value] ?? threshold)}
        />
        <Slider
          {...SIZES}
          className="crops-slider"
          label="Size"
          words={`${size} pixels`}
          value={size}
          onChange={onSize}
        />
      </div>
    </div>
  );
}

type CategoriesProps = { overview: CropOverview; current: Category; place: number };

function Categories({ overview, current, place }: CategoriesProps) {
  const { categories } = useProject();
  const counts = new Map(overview.categories.map((row) => [row.category, row.counts[place] ?? 0]));
  return (
    <nav className="crops-tabs" aria-label="Categories">
      {categories
        .filter(({ archived }) => !archived)
        .map(({ id, name, color }) => (
          <Link
            key={id}
            to="."
            search={(before: Record<string, unknown>) => ({ ...before, category: id })}
            replace
            className="crops-tab"
            aria-current={id === current.id ? "true" : undefined}
          >
            <span className="crops-dot" style={{ background: color }} aria-hidden="true" />
            {name}
            <span className="crops-count">
              {count(counts.get(id) ?? 0)}
              {!overview.is_whole && "+"}
            </span>
          </Link>
        ))}
    </nav>
  );
}
