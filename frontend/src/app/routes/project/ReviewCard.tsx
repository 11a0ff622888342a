/** What waits for a reviewer, and the ways to it. Nothing is shown where nothing waits. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { reviewQuery } from "../../api/review.ts";
import { buttonClass } from "../../components/Button.tsx";
import { count, counted } from "../../format.ts";
import { hasRole, useProject } from "./project-context.ts";

const PARTS = [
  { key: "unsure", name: "Somebody is unsure", className: "fill-unsure" },
  { key: "again", name: "Changed after a review", className: "fill-returned" },
  { key: "sampled", name: "Drawn as a sample", className: "fill-skipped" },
] as const;

export function ReviewCard() {
  const project = useProject();
  const { data } = useQuery(reviewQuery(project.id));
  if (data === undefined) return null;
  const images = data.unsure + data.again + data.sampled;
  if (images + data.open_comments === 0) return null;
  const params = { projectId: String(project.id) };
  return (
    <section className="card" aria-labelledby="review" data-testid="review-card">
      <div className="card-head">
        <h2 id="review">Review</h2>
        {images > 0 && hasRole(project, "reviewer") && (
          <Link
            to="/projects/$projectId/annotate"
            params={params}
            search={{ review: 1 }}
            className={buttonClass({ size: "small", variant: "primary" })}
          >
            Review {counted(images, "image")}
          </Link>
        )}
      </div>
      <ul className="legend-list small">
        {PARTS.map(({ key, name, className }) => (
          <li key={key}>
            <span className={`legend-mark ${className}`} />
            <span>{name}</span>
            <strong>{count(data[key])}</strong>
          </li>
        ))}
      </ul>
      {data.open_comments > 0 && (
        <p className="review-comments small">
          <Link to="/projects/$projectId/images" params={params} search={{ comments: "open" }}>
            {counted(data.open_comments, "open comment")}
          </Link>
        </p>
      )}
    </section>
  );
}
