import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { jobsQuery } from "../api/jobs.ts";
import type { Job } from "../api/types.ts";
import { toast } from "../components/toasts.ts";
import { changedBy, newlyClosed, worthTelling } from "./polling.ts";
import { ending } from "./words.ts";

const TONE = { succeeded: "good", failed: "bad", cancelled: "plain" } as const;

function announce(job: Job) {
  if (job.state === "queued" || job.state === "running") return;
  toast(ending(job), { tone: TONE[job.state], hint: job.hint });
}

/** Tells when a job of the project ends, and fetches again what it has changed. */
export function useJobNews(project: number) {
  const cache = useQueryClient();
  const { data: jobs } = useQuery(jobsQuery(project));
  const earlier = useRef<Job[] | undefined>(undefined);

  useEffect(() => {
    if (!jobs) return;
    const closed = newlyClosed(earlier.current, jobs);
    earlier.current = jobs;
    for (const job of worthTelling(closed, jobs)) announce(job);
    for (const job of closed) {
      for (const part of changedBy(job)) {
        void cache.invalidateQueries({ queryKey: ["project", project, part] });
      }
    }
    if (closed.length > 0) {
      void cache.invalidateQueries({ queryKey: ["project", project], exact: true });
    }
  }, [cache, jobs, project]);
}
