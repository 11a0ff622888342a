/** What a person's role in the project allows. The server decides; this only hides what it would refuse. */

import type { Project } from "../../api/types.ts";
import { hasRole } from "../project/project-context.ts";

export const mayDraw = (project: Project): boolean => hasRole(project, "annotator");
export const mayReview = (project: Project): boolean => hasRole(project, "reviewer");
