/** The answer to a question about a trace. */

import { queryOptions, useQuery } from "@tanstack/react-query";
import { askWhyFound, askWhyMissed, type Question } from "../../api/trace.ts";
import type { WhyFound, WhyMissed } from "../../api/trace-types.ts";

export type Answer =
  | { readonly kind: "missed"; readonly missed: WhyMissed }
  | { readonly kind: "found"; readonly found: WhyFound };

const askWhy = async (image: number, model: number | null, question: Question): Promise<Answer> =>
  "detection" in question
    ? { kind: "found", found: await askWhyFound(image, model, question.detection) }
    : { kind: "missed", missed: await askWhyMissed(image, model, question) };

const whyQuery = (image: number, model: number | null, question: Question | null) =>
  queryOptions({
    queryKey: ["image", image, "why", model, question],
    queryFn: () => (question === null ? null : askWhy(image, model, question)),
    enabled: question !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useWhy = (image: number, model: number | null, question: Question | null) =>
  useQuery(whyQuery(image, model, question));
