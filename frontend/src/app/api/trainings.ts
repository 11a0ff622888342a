/** Trainings of the detector, epoch by epoch. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { Training } from "./types.ts";

const LIVE = 2_000;

const ofTraining = (id: number) => ({ path: { training_id: id } });

export const isLive = ({ state }: Pick<Training, "state">) =>
  state === "queued" || state === "running";

export const trainingsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "trainings"],
    queryFn: async ({ signal }) => {
      const params = { path: { project_id: project } };
      const call = client.GET("/api/projects/{project_id}/trainings", { params, signal });
      return (await bodyOf(call)).results;
    },
  });

/** Asked for again as long as it runs. */
export const trainingQuery = (id: number) =>
  queryOptions({
    queryKey: ["training", id],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/trainings/{training_id}", { params: ofTraining(id), signal })),
    refetchInterval: (query) => (query.state.data && isLive(query.state.data) ? LIVE : false),
  });

/** What was seen after each of so many epochs. */
export const filmQuery = (id: number, epochs: number) =>
  queryOptions({
    queryKey: ["training", id, "film", epochs],
    queryFn: ({ signal }) =>
      bodyOf(client.GET("/api/trainings/{training_id}/film", { params: ofTraining(id), signal })),
    placeholderData: keepPreviousData,
  });

export const fileOf = (id: number, ending: "csv" | "json") =>
  `/api/trainings/${id}/epochs.${ending}`;
