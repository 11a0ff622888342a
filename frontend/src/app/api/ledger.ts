/** What suggestions save people, and which categories are suggested. */

import { queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";
import type { SuggestionRule } from "./types.ts";

export const ledgerQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "ledger"],
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/projects/{project_id}/ledger", {
          params: { path: { project_id: project } },
          signal,
        }),
      ),
  });

export const decideSuggestions = (category: number, rule: SuggestionRule) =>
  client.PUT("/api/categories/{category_id}/suggestions", {
    params: { path: { category_id: category } },
    body: { rule },
  });
