/** The trace, or the job that makes it: when the job has ended well, the trace is fetched. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { traceQuery } from "../../api/trace.ts";
import { useJob } from "../../jobs/useJob.ts";

export function useTrace(image: number, model: number | null, onMade?: () => void) {
  const { data, error, isFetching, refetch } = useQuery(traceQuery(image, model));
  const job = useJob(data?.job ?? undefined);
  const isMade = job?.state === "succeeded";
  const trace = data?.trace ?? null;
  const told = useRef(onMade);
  useEffect(() => {
    if (isMade) void refetch();
  }, [isMade, refetch]);
  useEffect(() => {
    if (trace !== null) told.current?.();
  }, [trace]);
  return { trace, job, error, isFetching, retry: () => void refetch() };
}
