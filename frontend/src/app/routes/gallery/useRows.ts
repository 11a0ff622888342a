/** The rows that can be seen, fetched in chunks of the order; while somebody flies past, only where they slow down. */

import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { CHUNK, chunkOf, rowsQuery } from "../../api/images.ts";
import type { ImageRow } from "../../api/types.ts";

/** Images beyond the visible ones that are fetched too. */
const AHEAD = CHUNK / 2;

export type Rows = { byId: ReadonlyMap<number, ImageRow>; error: unknown; retry: () => void };

/** first, last: places in the order, both included. */
export function useRows(
  project: number,
  ids: readonly number[],
  first: number,
  last: number,
): Rows {
  const least = Math.max(0, first - AHEAD);
  const most = Math.min(ids.length - 1, last + AHEAD);
  const [from, to] = usePaced(Math.floor(least / CHUNK), Math.floor(most / CHUNK));
  const queries = useMemo(() => {
    const chunks = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
    return chunks.map((chunk) => rowsQuery(project, chunkOf(ids, chunk)));
  }, [project, ids, from, to]);
  return useQueries({ queries, combine: together });
}

function together(results: UseQueryResult<ImageRow[]>[]): Rows {
  const byId = new Map<number, ImageRow>();
  for (const { data } of results) for (const row of data ?? []) byId.set(row.id, row);
  const failed = results.filter(({ isError, data }) => isError && !data);
  return {
    byId,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const { refetch } of failed) void refetch();
    },
  };
}

const PACE = 90;

/** A pair of numbers that changes at most once in a while, and then to the newest. */
function usePaced(from: number, to: number): readonly [number, number] {
  const [paced, setPaced] = useState<readonly [number, number]>([from, to]);
  const changedAt = useRef(0);
  const isSame = paced[0] === from && paced[1] === to;
  useEffect(() => {
    if (isSame) return;
    const wait = Math.max(0, changedAt.current + PACE - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setPaced([from, to]);
    }, wait);
    return () => clearTimeout(timer);
  }, [from, to, isSame]);
  return paced;
}
