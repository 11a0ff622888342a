/** Labels that the model doubts. */

import { EmptyState } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { useProject } from "../project/project-context.ts";

export function SuspectsPage() {
  const project = useProject();
  useTitle(`Suspects · ${project.name}`);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Suspects</h1>
      </div>
      <EmptyState icon="check" title="Nothing is doubted yet">
        Once a model has looked at finished images, the boxes that it doubts are listed here, the
        worst first.
      </EmptyState>
    </div>
  );
}
