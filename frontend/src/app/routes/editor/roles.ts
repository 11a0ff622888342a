/** What a person's role in the project allows. The server decides; this only hides what it would refuse. */

import type { Project, Role } from "../../api/types.ts";

type Member = Pick<Project, "role">;

const DRAWING: readonly Role[] = ["annotator", "reviewer", "manager"];
const REVIEWING: readonly Role[] = ["reviewer", "manager"];

export const mayDraw = ({ role }: Member): boolean => DRAWING.includes(role);
export const mayReview = ({ role }: Member): boolean => REVIEWING.includes(role);
