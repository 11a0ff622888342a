/** The crop gallery: pages of suggestions to judge, answers, and the way back. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

const inProject = (id: number) => ({ path: { project_id: id } });
const ofPage = (id: number) => ({ path: { page_id: id } });

export const cropsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "crops"],
    queryFn: ({ signal }) => {
      const params = inProject(project);
      return bodyOf(client.GET("/api/projects/{project_id}/crops", { params, signal }));
    },
  });

export const serveCrops = (project: number, body: { category: number; threshold: number }) =>
  bodyOf(
    client.POST("/api/projects/{project_id}/crops/pages", { params: inProject(project), body }),
  );

export const answerCrops = (page: number, body: { wrong: number[]; active_seconds: number }) =>
  bodyOf(client.POST("/api/crop-pages/{page_id}/answer", { params: ofPage(page), body }));

export const undoCrops = (page: number) =>
  bodyOf(client.POST("/api/crop-pages/{page_id}/undo", { params: ofPage(page) }));
