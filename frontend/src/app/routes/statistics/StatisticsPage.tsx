/** What is on the finished images, drawn; every bar leads to its images. */

import "./statistics.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { distributionsQuery } from "../../api/statistics.ts";
import { buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { Segments } from "../../components/Segments.tsx";
import { count, counted } from "../../format.ts";
import { useTitle } from "../../shell/title.ts";
import { useProject } from "../project/project-context.ts";
import type { Way } from "./bars-of.ts";
import { Charts } from "./Charts.tsx";

const WAYS = [
  ["count", "Counts"],
  ["share", "Shares"],
] as const;

export function StatisticsPage() {
  const project = useProject();
  useTitle(`Statistics · ${project.name}`);
  const [way, setWay] = useState<Way>("count");
  const [category, setCategory] = useState<number | null>(null);
  const { data, error, refetch } = useQuery(distributionsQuery(project.id, category));
  const isEmpty = data && data.images.train + data.images.holdout === 0;
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Statistics</h1>
          {data && !isEmpty && <p className="soft small">{summary(data)}</p>}
        </div>
        {!isEmpty && <Segments legend="Show" value={way} options={WAYS} onPick={setWay} />}
        <Link
          to="/projects/$projectId/ledger"
          params={{ projectId: String(project.id) }}
          className={buttonClass()}
        >
          Does the model save time?
        </Link>
      </div>
      {error && <ErrorNote error={error} onRetry={() => refetch()} />}
      {!data && !error && <Waiting />}
      {isEmpty && <Nothing />}
      {data && !isEmpty && (
        <Charts found={data} way={way} category={category} onCategory={setCategory} />
      )}
    </div>
  );
}

type Counted = Record<"images" | "boxes", { train: number; holdout: number }>;

const summary = ({ images, boxes }: Counted) =>
  `${counted(images.train + images.holdout, "finished image")}, ${count(images.holdout)} of them hold-out · ` +
  `${counted(boxes.train + boxes.holdout, "box", "boxes")}, ${count(boxes.holdout)} of them hold-out`;

const Waiting = () => (
  <Loading>
    <div className="statistics">
      {["a", "b", "c", "d"].map((key) => (
        <Skeleton key={key} height={260} />
      ))}
    </div>
  </Loading>
);

const Nothing = () => (
  <EmptyState icon="bars" title="No image is finished yet">
    As soon as one is, its boxes are counted here: how many, of what, how large, and where.
  </EmptyState>
);
