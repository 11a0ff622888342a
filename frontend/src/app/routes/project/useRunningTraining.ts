/** The training of a project that waits or runs; it learns from all that was finished before it. */

import { useQuery } from "@tanstack/react-query";
import { jobsQuery } from "../../api/jobs.ts";
import type { Job } from "../../api/types.ts";
import { isOpen } from "../../jobs/polling.ts";

export function useRunningTraining(project: number): Job | undefined {
  const { data: jobs } = useQuery(jobsQuery(project));
  return jobs?.find((job) => job.kind === "train" && isOpen(job));
}
