/** The questions at hand, one after the other: answered, taken back, and fetched again when they are through. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { asApiError } from "../../api/problem.ts";
import {
  answerSuspect,
  type Given,
  type SuspectFilters,
  suspectsQuery,
  undoSuspect,
} from "../../api/suspects.ts";
import type { AskedSuspect } from "../../api/types.ts";
import { toast } from "../../components/toasts.ts";
import { doneWords, isDrawnAtRandom } from "./answers.ts";

/** What was answered here, the last one at the end. */
type Past = { asked: AskedSuspect; given: Given };

export function useQuestions(project: number, filters: SuspectFilters) {
  const query = useQuery(suspectsQuery(project, filters));
  const cache = useQueryClient();
  const [list, setList] = useState<readonly AskedSuspect[]>([]);
  const [past, setPast] = useState<readonly Past[]>([]);
  const [sending, setSending] = useState(0);
  const [said, say] = useState("");
  const gone = useRef(new Set<number>());

  const { data, isFetching } = query;
  useEffect(() => {
    // What is at hand is asked to its end: a fresh list would begin with its worst again.
    if (list.length > 0 || isFetching || sending > 0 || !data) return;
    const fresh = data.questions.filter(({ suspect }) => !gone.current.has(suspect.id));
    if (fresh.length > 0) setList(fresh);
  }, [list, data, isFetching, sending]);

  const refresh = useCallback(
    () => cache.invalidateQueries({ queryKey: ["project", project, "suspects"] }),
    [cache, project],
  );

  const answer = useCallback(
    async (asked: AskedSuspect, given: Given) => {
      const { id } = asked.suspect;
      gone.current.add(id);
      setList((before) => before.filter(({ suspect }) => suspect.id !== id));
      setSending((before) => before + 1);
      try {
        await answerSuspect(id, given);
        setPast((before) => [...before, { asked, given }]);
        say(`${doneWords(given, asked.suspect)}.`);
      } catch (error) {
        const { status, code, message, hint } = asApiError(error);
        toast(message, { tone: "bad", hint });
        if (code === "suspect_outdated" && isDrawnAtRandom(asked.suspect)) {
          // Asked again, with the labels as they are now.
          await refresh();
          gone.current.delete(id);
        }
        // What the server refuses is settled, changed or gone; anything else can be tried again.
        if (status < 400 || status >= 500) {
          gone.current.delete(id);
          setList((before) => [asked, ...before]);
        }
      } finally {
        setSending((before) => before - 1);
        void refresh();
      }
    },
    [refresh],
  );

  const last = past.at(-1);
  const undo = useCallback(async () => {
    if (!last) return;
    setSending((before) => before + 1);
    try {
      const { suspect } = await undoSuspect(last.asked.suspect.id);
      gone.current.delete(suspect.id);
      setList((before) => [{ ...last.asked, suspect }, ...before]);
      say("Taken back.");
    } catch (error) {
      const { message, hint } = asApiError(error);
      toast(message, { tone: "bad", hint });
    } finally {
      setPast((before) => before.slice(0, -1));
      setSending((before) => before - 1);
      void refresh();
    }
  }, [last, refresh]);

  return {
    ...query,
    current: list[0],
    isBusy: sending > 0,
    isLooking: list.length === 0 && (isFetching || sending > 0),
    last,
    said,
    answer,
    undo,
  };
}
