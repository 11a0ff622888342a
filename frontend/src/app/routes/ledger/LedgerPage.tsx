/** Whether suggestions save people time: what was measured, how sure it is, and what is hidden because of it. */

import "./ledger.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ledgerQuery } from "../../api/ledger.ts";
import { statisticsQuery } from "../../api/projects.ts";
import type { Ledger, Statistics } from "../../api/types.ts";
import { ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { useProject } from "../project/project-context.ts";
import { CategoriesTable } from "./CategoriesTable.tsx";
import { CostsCard } from "./CostsCard.tsx";
import { FatesTable } from "./FatesTable.tsx";
import { Method } from "./Method.tsx";
import { SavingCard } from "./SavingCard.tsx";
import { SwayCard } from "./SwayCard.tsx";
import { spreadWords } from "./words.ts";

export function LedgerPage() {
  const project = useProject();
  useTitle(`Assist ledger · ${project.name}`);
  const ledger = useQuery(ledgerQuery(project.id));
  const statistics = useQuery(statisticsQuery(project.id));
  const failed = [ledger, statistics].find((query) => query.isError && !query.data);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Does the model save time?</h1>
          <p className="soft small">
            From what people do with suggestions and the seconds that their editors count.{" "}
            <Link to="/projects/$projectId/statistics" params={{ projectId: String(project.id) }}>
              Statistics of the images
            </Link>
          </p>
        </div>
      </div>
      {failed && (
        <ErrorNote
          error={failed.error}
          onRetry={() => {
            ledger.refetch();
            statistics.refetch();
          }}
        />
      )}
      {ledger.data && statistics.data ? (
        <Body found={ledger.data} statistics={statistics.data} />
      ) : (
        !failed && <Waiting />
      )}
    </div>
  );
}

type Found = { found: Ledger; statistics: Statistics };

function Body({ found, statistics }: Found) {
  const { everybody, mine, spread, categories } = found;
  return (
    <div className="ledger">
      <SavingCard title="Saved so far" figures={everybody} newest={found.newest} />
      <SwayCard blind={everybody.blind} statistics={statistics} />
      <CategoriesTable rows={categories} />
      <CostsCard costs={statistics.costs} timeLeft={statistics.time_left} />
      <SavingCard title="Your own work" figures={mine} newest={found.newest} isOwn />
      {mine.models.length > 0 && (
        <FatesTable title="Your suggestions, by model" rows={mine.models} />
      )}
      {everybody.models.length > 0 && (
        <FatesTable title="Everybody's suggestions, by model" rows={everybody.models} />
      )}
      {spread && (
        <section className="card" aria-labelledby="spread">
          <div className="card-head">
            <h2 id="spread">Between people</h2>
          </div>
          <p>{spreadWords(spread)}</p>
        </section>
      )}
      <Method />
    </div>
  );
}

const Waiting = () => (
  <Loading>
    <div className="ledger">
      {["a", "b", "c"].map((key) => (
        <Skeleton key={key} height={220} />
      ))}
    </div>
  </Loading>
);
