/** The progress of the day: a quiet ring with one's own number, and more for who asks. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useState } from "react";
import { projectQuery } from "../../../api/projects.ts";
import { todayQuery } from "../../../api/review.ts";
import type { Project } from "../../../api/types.ts";
import { count, counted } from "../../../format.ts";
import { useSession } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { ringOf } from "./ring.ts";

/** A finished image is on the server by then, unless the network is slow; the next minute corrects that. */
const SAVED_AFTER_MS = 1500;

export function DayRing({ project, workbench }: { project: Project; workbench: Workbench }) {
  const today = useToday(project.id, workbench);
  const { data = project } = useQuery({ ...projectQuery(project.id), refetchInterval: 60_000 });
  const { counts } = data;
  const images = today?.mine.images ?? 0;
  const ring = ringOf(counts.done, today?.everybody.images ?? 0, counts.images);
  return (
    <Tip
      label={`Today: ${counted(images, "image")} finished by you`}
      trigger={
        <>
          <RingPicture {...ring} />
          <span data-testid="today">{count(images)}</span>
        </>
      }
    >
      <strong>Today</strong>
      <span>
        You: {counted(images, "image")}, {counted(today?.mine.boxes ?? 0, "box", "boxes")}
      </span>
      <span>
        All together: {counted(today?.everybody.images ?? 0, "image")},{" "}
        {counted(today?.everybody.boxes ?? 0, "box", "boxes")}
      </span>
      <span className="soft">
        {count(counts.done)} of {counted(counts.images, "image")} of the project are done.
      </span>
    </Tip>
  );
}

/** Asked again a moment after each image that is finished here. */
function useToday(project: number, { session }: Workbench) {
  const finished = useSession(session, (snapshot) => snapshot.finished);
  const cache = useQueryClient();
  useEffect(() => {
    if (finished === 0) return;
    const timer = setTimeout(() => {
      void cache.invalidateQueries({ queryKey: todayQuery(project).queryKey });
      void cache.invalidateQueries({ queryKey: ["project", project], exact: true });
    }, SAVED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [finished, project, cache]);
  return useQuery(todayQuery(project)).data;
}

const AROUND = 2 * Math.PI * 7;

const RingPicture = ({ before, today }: { before: number; today: number }) => (
  <svg className="editor-ring" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
    <circle className="editor-ring-all" cx="9" cy="9" r="7" />
    <circle
      className="editor-ring-before"
      cx="9"
      cy="9"
      r="7"
      strokeDasharray={`${before * AROUND} ${AROUND}`}
    />
    <circle
      className="editor-ring-today"
      cx="9"
      cy="9"
      r="7"
      strokeDasharray={`${today * AROUND} ${AROUND}`}
      strokeDashoffset={-before * AROUND}
    />
  </svg>
);

interface TipProps {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

/** Shown by the pointer and by the focus; Escape takes it away. */
function Tip({ label, trigger, children }: TipProps) {
  const id = useId();
  const [isDismissed, setIsDismissed] = useState(false);
  return (
    <span className="editor-tip" onPointerLeave={() => setIsDismissed(false)}>
      <button
        type="button"
        className="editor-day"
        aria-label={label}
        aria-describedby={id}
        onBlur={() => setIsDismissed(false)}
        onKeyDown={(event) => event.key === "Escape" && setIsDismissed(true)}
      >
        {trigger}
      </button>
      <span id={id} role="tooltip" className="editor-tip-text" hidden={isDismissed}>
        {children}
      </span>
    </span>
  );
}
