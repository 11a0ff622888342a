/** What is on the finished images, counted. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { bodyOf, client } from "./client.ts";

/** category: sizes, shapes and positions of its boxes alone; days begin where the person is. */
export const distributionsQuery = (project: number, category: number | null) => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return queryOptions({
    queryKey: ["project", project, "distributions", category],
    queryFn: ({ signal }) =>
      bodyOf(
        client.GET("/api/projects/{project_id}/distributions", {
          params: {
            path: { project_id: project },
            query: { timezone: timeZone || "UTC", ...(category ? { category } : {}) },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
};
