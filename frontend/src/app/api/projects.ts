/** Projects, their categories, members and statistics. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { Category, ProjectSettings, Role } from "./types.ts";

const inProject = (id: number) => ({ path: { project_id: id } });

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await bodyOf(client.GET("/api/projects", { signal }))).results,
});

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/projects/{project_id}", { params: inProject(id), signal })),
  });

export const statisticsQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "statistics"],
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/projects/{project_id}/statistics", { params: inProject(id), signal }),
      ),
  });

/** The batch of the balanced queue; null before one was chosen. */
export const batchQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "batch"],
    queryFn: async ({ signal }) => {
      const call = client.GET("/api/projects/{project_id}/queue/batch", {
        params: inProject(id),
        signal,
      });
      return (await bodyOf(call)) ?? null;
    },
  });

export const membersQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "members"],
    queryFn: async ({ signal }) => {
      const params = inProject(id);
      const call = client.GET("/api/projects/{project_id}/members", { params, signal });
      return (await bodyOf(call)).results;
    },
  });

export const createProject = (body: { name: string; categories: string[] }) =>
  bodyOf(client.POST("/api/projects", { body }));

export const updateProject = (id: number, body: Partial<ProjectSettings>) =>
  bodyOf(client.PATCH("/api/projects/{project_id}", { params: inProject(id), body }));

export const deleteProject = (id: number) =>
  client.DELETE("/api/projects/{project_id}", { params: inProject(id) });

export const addCategory = (project: number, body: { name: string }) =>
  bodyOf(
    client.POST("/api/projects/{project_id}/categories", { params: inProject(project), body }),
  );

export type CategoryChange = Partial<Pick<Category, "name" | "color" | "hotkey" | "archived">>;

export const updateCategory = (id: number, body: CategoryChange) =>
  bodyOf(
    client.PATCH("/api/categories/{category_id}", { params: { path: { category_id: id } }, body }),
  );

export const addMember = (project: number, body: { username: string; role: Role }) =>
  bodyOf(client.POST("/api/projects/{project_id}/members", { params: inProject(project), body }));

const ofMember = (id: number) => ({ path: { member_id: id } });

export const changeRole = (member: number, role: Role) =>
  bodyOf(client.PATCH("/api/members/{member_id}", { params: ofMember(member), body: { role } }));

export const removeMember = (member: number) =>
  client.DELETE("/api/members/{member_id}", { params: ofMember(member) });
