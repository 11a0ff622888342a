/** One forward pass of a model over an image, stage by stage, and questions about it. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import { send } from "./http.ts";
import type { Corners, Trace, WhyFound, WhyMissed } from "./trace-types.ts";
import type { ImageRow, Job } from "./types.ts";

/** It is there, or a job makes it. */
export type TraceAnswer =
  | { readonly trace: Trace; readonly job: null }
  | { readonly trace: null; readonly job: Job };

const addressOf = (image: number, tail = "") =>
  new URL(`/api/images/${image}/trace${tail}`, globalThis.location.origin);

async function readTrace(image: number, model: number | null, signal: AbortSignal) {
  const address = addressOf(image);
  if (model !== null) address.searchParams.set("model", String(model));
  const answer = await send(new Request(address, { signal }));
  const body: unknown = await answer.json();
  return answer.status === 202
    ? { trace: null, job: body as Job }
    : { trace: body as Trace, job: null };
}

/** Asking begins the job where there is no trace yet, so nothing but a person asks. */
export const traceQuery = (image: number, model: number | null) =>
  queryOptions({
    queryKey: ["image", image, "trace", model],
    queryFn: ({ signal }): Promise<TraceAnswer> => readTrace(image, model, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnReconnect: false,
    // Hundreds of kilobytes that never change are not compared number by number.
    structuralSharing: false,
  });

export type Missing = { readonly box: Corners; readonly category: number };
export type Question = Missing | { readonly detection: number };

async function ask<Answer>(image: number, model: number | null, question: Question) {
  const body = JSON.stringify({ ...(model === null ? {} : { model }), ...question });
  const headers = { "Content-Type": "application/json" };
  const request = new Request(addressOf(image, "/why"), { method: "POST", body, headers });
  return (await (await send(request)).json()) as Answer;
}

export const askWhyMissed = (image: number, model: number | null, question: Missing) =>
  ask<WhyMissed>(image, model, question);

export const askWhyFound = (image: number, model: number | null, detection: number) =>
  ask<WhyFound>(image, model, { detection });

/** A label that somebody drew. */
export type Label = Missing & { readonly key: string };

const ofImage = (id: number) => ({ path: { image_id: id } });

export const imageQuery = (id: number) =>
  queryOptions({
    queryKey: ["image", id],
    queryFn: ({ signal }): Promise<ImageRow> =>
      bodyOf(client.GET("/api/images/{image_id}", { params: ofImage(id), signal })),
  });

export const labelsQuery = (id: number) =>
  queryOptions({
    queryKey: ["image", id, "labels"],
    queryFn: async ({ signal }): Promise<Label[]> => {
      const call = client.GET("/api/images/{image_id}/annotation", { params: ofImage(id), signal });
      const { boxes } = await bodyOf(call);
      return boxes.map(({ key, category, x1, y1, x2, y2 }) => ({
        key,
        category,
        box: [x1, y1, x2, y2],
      }));
    },
  });
