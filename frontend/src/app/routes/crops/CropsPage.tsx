/** Suggestions of one category side by side: mark the wrong ones, accept the rest. */

import "./crops.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { cropsQuery } from "../../api/crops.ts";
import type { Category, CropOverview } from "../../api/types.ts";
import { EmptyState, ErrorNote, Loading, Note, Skeleton } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { Desk } from "./Desk.tsx";
import { SIZES, Toolbar } from "./Toolbar.tsx";
import { rateWords } from "./words.ts";

export function CropsPage() {
  const project = useProject();
  useTitle("Check suggestions", project.name);
  const mayDraw = hasRole(project, "annotator");
  const { data, error, refetch } = useQuery({ ...cropsQuery(project.id), enabled: mayDraw });

  return (
    <div className="page crops-page">
      <header className="page-head">
        <div>
          <h1>Check suggestions</h1>
          <p className="soft small">
            Mark what is wrong and accept the rest. The images stay open: what the model missed is
            found only by looking at each of them.
          </p>
        </div>
        {data && <Rates overview={data} />}
      </header>
      {!mayDraw && <Note>Only people who draw boxes in this project can judge suggestions.</Note>}
      {error && !data && <ErrorNote error={error} onRetry={() => refetch()} />}
      {mayDraw && !data && !error && <Placeholder />}
      {data && <Chosen overview={data} />}
    </div>
  );
}

function Rates({ overview }: { overview: CropOverview }) {
  return (
    <dl className="crops-rates small" title="Some crops are planted: known to be wrong.">
      <div>
        <dt className="soft">You</dt>
        <dd>{rateWords(overview.mine)}</dd>
      </div>
      {overview.everybody && (
        <div>
          <dt className="soft">Everybody</dt>
          <dd>{rateWords(overview.everybody)}</dd>
        </div>
      )}
    </dl>
  );
}

function Chosen({ overview }: { overview: CropOverview }) {
  const project = useProject();
  const search = useSearch({ from: "/signed-in/shell/projects/$projectId/crops" });
  const navigate = useNavigate({ from: "/projects/$projectId/crops" });
  const [size, setSize] = useState(keptSize);
  // What was counted when the page was opened chooses where to begin; later counts move nothing.
  const [first] = useState(() => beginning(overview));
  const categories = project.categories.filter(({ archived }) => !archived);
  const wanted = search.category ?? first?.category;
  const category = categories.find(({ id }) => id === wanted) ?? categories[0];
  const threshold = search.from ?? first?.threshold ?? overview.thresholds[0] ?? 1;

  if (overview.model_version === null || category === undefined) return <NoModel />;
  return (
    <>
      <Toolbar
        overview={overview}
        category={category}
        threshold={threshold}
        size={size}
        onThreshold={(from) => void navigate({ search: { ...search, from }, replace: true })}
        onSize={(next) => {
          setSize(next);
          keepSize(next);
        }}
      />
      <Desk overview={overview} category={category} threshold={threshold} size={size} />
    </>
  );
}

/** The strictest threshold at which there is anything, and where there is most of it. */
function beginning({ thresholds, categories }: CropOverview) {
  for (const [place, threshold] of thresholds.entries()) {
    const most = categories.reduce<{ category: number; count: number } | null>((best, row) => {
      const count = row.counts[place] ?? 0;
      return count > (best?.count ?? 0) ? { category: row.category, count } : best;
    }, null);
    if (most !== null) return { category: most.category, threshold };
  }
  return null;
}

export type DeskProps = {
  overview: CropOverview;
  category: Category;
  threshold: number;
  size: number;
};

function NoModel() {
  return (
    <EmptyState icon="model" title="Nothing is suggested yet">
      As soon as a model has looked at the open images, what it is surest of can be judged here.
    </EmptyState>
  );
}

function Placeholder() {
  return (
    <Loading>
      <Skeleton height={420} />
    </Loading>
  );
}

const SIZE_KEY = "boxloop.crop-size";

// Storage may be refused (private mode): the size then lasts until the page is closed.

function keptSize(): number {
  try {
    const size = Number(localStorage.getItem(SIZE_KEY));
    return size >= SIZES.min && size <= SIZES.max ? size : SIZES.usual;
  } catch {
    return SIZES.usual;
  }
}

function keepSize(size: number): void {
  try {
    localStorage.setItem(SIZE_KEY, String(size));
  } catch {}
}
