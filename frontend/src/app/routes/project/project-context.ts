import { createContext, useContext } from "react";
import type { Project, Role } from "../../api/types.ts";

export const ProjectContext = createContext<Project | null>(null);

/** The project whose pages are open. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject is used outside of a project's pages.");
  return project;
}

const RANK: Record<Role, number> = { viewer: 0, annotator: 1, reviewer: 2, manager: 3 };

/** Whether the person has at least the rights of this role. */
export const hasRole = (project: Project, role: Role) => RANK[project.role] >= RANK[role];
