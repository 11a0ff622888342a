/** Whether suggestions save people time. */

import { EmptyState } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { useProject } from "../project/project-context.ts";

export function LedgerPage() {
  const project = useProject();
  useTitle(`Assist ledger · ${project.name}`);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Does the model save time?</h1>
      </div>
      <EmptyState icon="clock" title="Nothing was measured yet">
        Once images were finished with suggestions and without, their seconds are compared here.
      </EmptyState>
    </div>
  );
}
