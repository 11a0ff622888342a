/** Hears of predictions that came while an image was open, and lays them beside it. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Sheet } from "../../../core/sheet.ts";
import { jobsQuery } from "../../api/jobs.ts";
import { readPrediction } from "../../api/predictions.ts";
import type { Job, Project } from "../../api/types.ts";
import { newlyClosed } from "../../jobs/polling.ts";
import { useSession } from "./store.ts";
import type { Workbench } from "./workbench.ts";

export function useNewerSuggestions(workbench: Workbench, project: Project): void {
  const { session } = workbench;
  const sheet = useSession(session, (snapshot) => snapshot.sheet);
  const ask = useCallback(async (asked: Sheet) => {
    if (asked.isBlind || asked.saver.imageState === "done") return;
    // A look-up that fails is no loss: the next piece of news asks again.
    const prediction = await readPrediction(asked.image.id).catch(() => null);
    if (prediction !== null) asked.offer(prediction);
  }, []);

  // The image was fetched ahead, or opened a while ago, and another model is in use since.
  const model = project.active_model?.id ?? null;
  useEffect(() => {
    if (sheet === null || model === null) return;
    if (model !== sheet.prediction?.model_version.id) void ask(sheet);
  }, [sheet, model, ask]);

  useClosedJobs(project.id, (kinds) => {
    const current = session.snapshot().sheet;
    const mayHaveSeen = kinds.has("predict") || kinds.has("import");
    if (mayHaveSeen && current !== null) void ask(current);
  });
}

/** Tells of the kinds of jobs that have just ended; the project's counts and model are fetched again. */
function useClosedJobs(project: number, tell: (kinds: ReadonlySet<string>) => void): void {
  const cache = useQueryClient();
  const { data: jobs } = useQuery(jobsQuery(project));
  const earlier = useRef<Job[] | undefined>(undefined);
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    if (jobs === undefined) return;
    const closed = newlyClosed(earlier.current, jobs);
    earlier.current = jobs;
    if (closed.length === 0) return;
    void cache.invalidateQueries({ queryKey: ["project", project], exact: true });
    latest.current(new Set(closed.map(({ kind }) => kind)));
  }, [cache, jobs, project]);
}
