/** Labels that the model doubts, one by one, each answered with one key; and random samples between them. */

import "./suspects.css";
import { useState } from "react";
import type { SuspectFilters } from "../../api/suspects.ts";
import type { SuspectKind, Suspects } from "../../api/types.ts";
import { EmptyState, ErrorNote, Loading, Note, Skeleton } from "../../components/feedback.tsx";
import { Segments } from "../../components/Segments.tsx";
import { count } from "../../format.ts";
import { isOpen } from "../../jobs/polling.ts";
import { useTitle } from "../../shell/title.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { KIND_NAME } from "./answers.ts";
import { Desk, LastAnswer } from "./Desk.tsx";
import { ErrorRates, Look, Progress } from "./Standing.tsx";
import { useQuestions } from "./useQuestions.ts";

export function SuspectsPage() {
  const project = useProject();
  useTitle(`Suspects · ${project.name}`);
  const [filters, setFilters] = useState<SuspectFilters>({});
  return (
    <div className="page suspects-page">
      <header className="page-head">
        <div>
          <h1>Suspects</h1>
          <p className="soft small">
            Labels that a model doubts which had not learnt from them, the worst first. Each is
            answered with one key.
          </p>
        </div>
      </header>
      {!hasRole(project, "annotator") && <Note>You can look. Answering needs an annotator.</Note>}
      <Asked key={JSON.stringify(filters)} filters={filters} onFilters={setFilters} />
    </div>
  );
}

type Filtered = { filters: SuspectFilters; onFilters: (filters: SuspectFilters) => void };

function Asked({ filters, onFilters }: Filtered) {
  const project = useProject();
  const questions = useQuestions(project.id, filters);
  const { data, error, refetch, current } = questions;
  if (!data) return error ? <ErrorNote error={error} onRetry={() => refetch()} /> : <Placeholder />;
  return (
    <>
      <FilterBar suspects={data} filters={filters} onFilters={onFilters} />
      <div className="suspects-desk">
        <div className="suspects-main">
          {current ? (
            <Desk key={current.suspect.id} questions={questions} asked={current} />
          ) : questions.isLooking ? (
            <Placeholder />
          ) : (
            <Nothing suspects={data} filters={filters} />
          )}
          <LastAnswer questions={questions} />
        </div>
        <aside className="suspects-side" aria-label="How it stands">
          <Progress suspects={data} />
          <ErrorRates suspects={data} />
          <Look suspects={data} />
        </aside>
      </div>
    </>
  );
}

const ALL = "all";
type KindChoice = SuspectKind | typeof ALL;

function FilterBar({ suspects, filters, onFilters }: Filtered & { suspects: Suspects }) {
  const { categories } = useProject();
  const counts = new Map(suspects.categories.map(({ category, open }) => [category, open]));
  const kinds: (readonly [KindChoice, string])[] = [
    [ALL, `All ${count(suspects.open)}`],
    ...suspects.kinds.map(({ kind, open }) => [kind, `${KIND_NAME[kind]} ${count(open)}`] as const),
  ];
  const { kind, category, skipped, ...rest } = filters;
  return (
    <div className="suspects-bar">
      <Segments
        legend="Kind"
        value={kind ?? ALL}
        options={kinds}
        onPick={(next) =>
          onFilters({
            ...rest,
            ...(category ? { category } : {}),
            ...(skipped ? { skipped } : {}),
            ...(next === ALL ? {} : { kind: next }),
          })
        }
      />
      <label className="suspects-category small">
        Category
        <select
          className="input select"
          value={category ?? ""}
          onChange={({ target }) =>
            onFilters({
              ...rest,
              ...(kind ? { kind } : {}),
              ...(skipped ? { skipped } : {}),
              ...(target.value ? { category: Number(target.value) } : {}),
            })
          }
        >
          <option value="">All</option>
          {categories.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} ({count(counts.get(id) ?? 0)})
            </option>
          ))}
        </select>
      </label>
      {(suspects.skipped > 0 || skipped) && (
        <label className="suspects-skipped small">
          <input
            type="checkbox"
            checked={skipped ?? false}
            onChange={({ target }) =>
              onFilters({
                ...rest,
                ...(kind ? { kind } : {}),
                ...(category ? { category } : {}),
                ...(target.checked ? { skipped: true } : {}),
              })
            }
          />
          Passed over {count(suspects.skipped)}
        </label>
      )}
    </div>
  );
}

function Nothing({ suspects, filters }: { suspects: Suspects; filters: SuspectFilters }) {
  const { job, open, right, wrong } = suspects;
  if (open === 0 && job && isOpen(job)) {
    return (
      <EmptyState icon="search" title="A look is under way">
        What it doubts is asked here when it has ended.
      </EmptyState>
    );
  }
  // A look that was cancelled or failed has told nothing.
  if (job?.state !== "succeeded" && open + right + wrong === 0) {
    return (
      <EmptyState icon="search" title="Nothing is doubted yet">
        After each new model, finished labels are held against what models saw before they could
        learn from them. A look trains small detectors on parts of the finished images and has each
        judge the rest: that works on an imported data set too.
      </EmptyState>
    );
  }
  if (open > 0 && (filters.kind || filters.category)) {
    return (
      <EmptyState icon="check" title="Nothing is left of this">
        {count(open)} others are open.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="check" title="Nothing is left to ask">
      The next model, or another look, may have doubts of its own. What you called right is not
      asked again.
    </EmptyState>
  );
}

function Placeholder() {
  return (
    <Loading>
      <Skeleton height={480} />
    </Loading>
  );
}
