/** What is on the images, drawn; every bar leads to its images. */

import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../components/Button.tsx";
import { useTitle } from "../../shell/title.ts";
import { CategoriesCard } from "../project/CategoriesCard.tsx";
import { useProject } from "../project/project-context.ts";

export function StatisticsPage() {
  const project = useProject();
  useTitle(`Statistics · ${project.name}`);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Statistics</h1>
        <Link
          to="/projects/$projectId/ledger"
          params={{ projectId: String(project.id) }}
          className={buttonClass()}
        >
          Does the model save time?
        </Link>
      </div>
      <CategoriesCard models={undefined} />
    </div>
  );
}
