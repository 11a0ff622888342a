/** How many boxes each category has, and how well the current model finds it. */

import type { Category, Model } from "../../api/types.ts";
import { count, precision, share } from "../../format.ts";
import { useProject } from "./project-context.ts";

export function CategoriesCard({ models }: { models: Model[] | undefined }) {
  const { categories } = useProject();
  const metrics = models?.find((model) => model.is_active)?.metrics;
  const shown = categories.filter(({ archived, box_count }) => !archived || box_count > 0);
  const most = Math.max(1, ...shown.map(({ box_count }) => box_count));
  return (
    <section className="card categories-card" aria-labelledby="categories">
      <div className="card-head">
        <h2 id="categories">Categories</h2>
      </div>
      {shown.length === 0 ? (
        <p className="soft small">There are none yet. Add them in the settings.</p>
      ) : (
        <table className="table bar-table">
          <thead>
            <tr>
              <th>Category</th>
              <th>
                <span className="visually-hidden">Share</span>
              </th>
              <th className="number">Boxes</th>
              <th className="number">AP50</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((category) => (
              <Row
                key={category.id}
                category={category}
                part={share(category.box_count, most)}
                ap50={metrics?.per_category[category.id]?.ap50}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type RowProps = { category: Category; part: number; ap50: number | null | undefined };

function Row({ category, part, ap50 }: RowProps) {
  return (
    <tr>
      <td>
        <span className="row">
          <span className="swatch" style={{ background: category.color }} />
          <span className="truncate">{category.name}</span>
        </span>
      </td>
      <td className="bar-cell">
        <span
          className="bar-fill"
          style={{ transform: `scaleX(${part})`, background: category.color }}
        />
      </td>
      <td className="number">{count(category.box_count)}</td>
      <td className="number">{precision(ap50)}</td>
    </tr>
  );
}
