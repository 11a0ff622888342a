/** A project at a glance: what to do next, how good the model is, and what runs. */

import "./overview.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import { statisticsQuery } from "../../api/projects.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { counted } from "../../format.ts";
import { useTitle } from "../../shell/title.ts";
import { AcceptanceCard } from "./AcceptanceCard.tsx";
import { CategoriesCard } from "./CategoriesCard.tsx";
import { CurveCard } from "./CurveCard.tsx";
import { ExportDialog } from "./ExportDialog.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { JobsCard } from "./JobsCard.tsx";
import { ModelCard } from "./ModelCard.tsx";
import { NextStepCard } from "./NextStepCard.tsx";
import { PaceCard } from "./PaceCard.tsx";
import { hasRole, useProject } from "./project-context.ts";
import { ReviewCard } from "./ReviewCard.tsx";
import { TrainingCard } from "./TrainingCard.tsx";
import { UpcomingCard } from "./UpcomingCard.tsx";

export function OverviewPage() {
  const project = useProject();
  useTitle(project.name);
  const statistics = useQuery(statisticsQuery(project.id));
  const models = useQuery(modelsQuery(project.id));
  const [dialog, setDialog] = useState<"import" | "export" | null>(null);
  const isManager = hasRole(project, "manager");
  const categories = project.categories.filter(({ archived }) => !archived);
  const close = () => setDialog(null);
  const failed = [statistics, models].find((query) => query.isError && !query.data);

  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{project.name}</h1>
          <p className="soft small">
            {counted(project.counts.images, "image")} ·{" "}
            {counted(project.counts.boxes, "box", "boxes")} ·{" "}
            {counted(categories.length, "category", "categories")}
          </p>
        </div>
        <div className="actions">
          {isManager && (
            <Button icon="upload" onClick={() => setDialog("import")}>
              Import
            </Button>
          )}
          {hasRole(project, "reviewer") && (
            <Button icon="download" onClick={() => setDialog("export")}>
              Export
            </Button>
          )}
        </div>
      </div>
      {failed && <ErrorNote error={failed.error} onRetry={() => failed.refetch()} />}
      <div className="overview">
        <div className="overview-main">
          <NextStepCard statistics={statistics.data} onExport={() => setDialog("export")} />
          <UpcomingCard />
          <CurveCard models={models.data} hint={statistics.data?.stop_hint} />
          <CategoriesCard models={models.data} />
          <JobsCard />
        </div>
        <div className="overview-side">
          <ModelCard models={models.data} />
          <ReviewCard />
          <TrainingCard statistics={statistics.data} />
          <AcceptanceCard acceptance={statistics.data?.acceptance} />
          <PaceCard statistics={statistics.data} />
        </div>
      </div>
      {dialog === "export" && <ExportDialog onClose={close} />}
      {dialog === "import" && <ImportDialog onClose={close} />}
    </div>
  );
}
