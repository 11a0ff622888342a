import { useQuery } from "@tanstack/react-query";
import { jobQuery } from "../api/jobs.ts";
import type { Job } from "../api/types.ts";

/** A job that was just started, as it is now; null before it is started. */
export function useJob(started: Job | undefined): Job | null {
  const { data } = useQuery({ ...jobQuery(started?.id ?? 0), enabled: started !== undefined });
  return started ? (data ?? started) : null;
}
