/** The data set that a figure speaks of, to take home for those who may export. */

import type { ReactNode } from "react";
import type { Evaluation } from "../../../api/types.ts";
import { hasRole, useProject } from "../../project/project-context.ts";

type Props = { version: Evaluation["dataset_version"]; children: ReactNode };

export function DatasetVersion({ version, children }: Props) {
  const project = useProject();
  if (!hasRole(project, "reviewer")) return children;
  return (
    <a href={`/api/dataset-versions/${version.id}/file`} download title="Download the COCO file">
      {children}
    </a>
  );
}
