/** What model versions were worth on the hold-out, one by one and side by side. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

const ofModel = (id: number) => ({ path: { model_id: id } });

export const PAGE = 12;

export const cardQuery = (project: number, model: number, evaluation: number | undefined) =>
  queryOptions({
    queryKey: ["project", project, "cards", model, { evaluation }],
    queryFn: ({ signal }) => {
      const query = evaluation === undefined ? {} : { evaluation };
      const params = { ...ofModel(model), query };
      return bodyOf(client.GET("/api/models/{model_id}/card", { params, signal }));
    },
  });

export type ImageOrder = "worst" | "best";
export type Change = "better" | "worse" | "same";

type CardPage = { evaluation: number; order: ImageOrder; offset: number };

export const cardImagesQuery = (project: number, model: number, page: CardPage) =>
  queryOptions({
    queryKey: ["project", project, "cards", model, "images", page],
    queryFn: ({ signal }) => {
      const params = { ...ofModel(model), query: { ...page, limit: PAGE } };
      return bodyOf(client.GET("/api/models/{model_id}/card/images", { params, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const comparisonQuery = (project: number, before: number, after: number) =>
  queryOptions({
    queryKey: ["project", project, "cards", after, "after", before],
    queryFn: ({ signal }) => {
      const params = { ...ofModel(after), query: { before } };
      return bodyOf(client.GET("/api/models/{model_id}/comparison", { params, signal }));
    },
    retry: false,
  });

type ChangePage = { before: number; change: Change; offset: number };

export const changedImagesQuery = (project: number, after: number, page: ChangePage) =>
  queryOptions({
    queryKey: ["project", project, "cards", after, "changed", page],
    queryFn: ({ signal }) => {
      const params = { ...ofModel(after), query: { ...page, limit: PAGE } };
      return bodyOf(client.GET("/api/models/{model_id}/comparison/images", { params, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const measureModel = (model: number) =>
  bodyOf(client.POST("/api/models/{model_id}/measurements", { params: ofModel(model) }));
