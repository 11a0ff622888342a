/** Projects, their categories, members and statistics. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "./http.ts";
import type { Category, Member, Project, ProjectSettings, Role, Statistics } from "./types.ts";

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) =>
    (await request<{ results: Project[] }>("GET", "/api/projects", { signal })).results,
});

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id],
    queryFn: ({ signal }) => request<Project>("GET", `/api/projects/${id}`, { signal }),
  });

export const statisticsQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "statistics"],
    queryFn: ({ signal }) =>
      request<Statistics>("GET", `/api/projects/${id}/statistics`, { signal }),
  });

export const membersQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "members"],
    queryFn: async ({ signal }) =>
      (await request<{ results: Member[] }>("GET", `/api/projects/${id}/members`, { signal }))
        .results,
  });

export const createProject = (body: { name: string; categories: string[] }) =>
  request<Project>("POST", "/api/projects", { body });

export const updateProject = (id: number, body: Partial<ProjectSettings>) =>
  request<Project>("PATCH", `/api/projects/${id}`, { body });

export const deleteProject = (id: number) => request<null>("DELETE", `/api/projects/${id}`);

export const addCategory = (project: number, body: { name: string; color?: string }) =>
  request<Category>("POST", `/api/projects/${project}/categories`, { body });

export type CategoryChange = Partial<Pick<Category, "name" | "color" | "hotkey" | "archived">>;

export const updateCategory = (id: number, body: CategoryChange) =>
  request<Category>("PATCH", `/api/categories/${id}`, { body });

export const addMember = (project: number, body: { username: string; role: Role }) =>
  request<Member>("POST", `/api/projects/${project}/members`, { body });

export const changeRole = (member: number, role: Role) =>
  request<Member>("PATCH", `/api/members/${member}`, { body: { role } });

export const removeMember = (member: number) => request<null>("DELETE", `/api/members/${member}`);
