/** The answer for one box: from the trace of the image, which a job makes when somebody wants it. */

import { useState } from "react";
import { asApiError } from "../../../api/problem.ts";
import type { Missing } from "../../../api/trace.ts";
import type { Category } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { ErrorNote } from "../../../components/feedback.tsx";
import { JobProgress } from "../../../jobs/JobProgress.tsx";
import { isOpen } from "../../../jobs/polling.ts";
import { FoundAnswer, MissedAnswer } from "../../trace/Answers.tsx";
import { useTrace } from "../../trace/useTrace.ts";
import { useWhy } from "../../trace/useWhy.ts";
import { useSettled } from "./useSettled.ts";

interface Props {
  readonly image: number;
  readonly asked: Missing;
  readonly categories: readonly Category[];
}

/** The active model's. */
const MODEL = null;

export function Reasons({ image, asked, categories }: Props) {
  const question = useSettled(asked);
  const why = useWhy(image, MODEL, question);
  const missed = why.data?.kind === "missed" ? why.data.missed : null;
  const detection = missed?.detection ?? null;
  const way = useWhy(image, MODEL, detection === null ? null : { detection });

  if (why.error) {
    const isUnseen = asApiError(why.error).code === "trace_missing";
    const again = () => void why.refetch();
    if (isUnseen) return <Unseen image={image} onMade={again} />;
    return <ErrorNote error={why.error} onRetry={again} />;
  }
  if (missed === null) return <p className="editor-empty editor-tab-empty">Looking …</p>;
  return (
    <div className="trace-answer editor-inside-answer" role="status">
      {missed.verdict !== "found" && <MissedAnswer answer={missed} categories={categories} />}
      {way.data?.kind === "found" && <FoundAnswer answer={way.data.found} />}
    </div>
  );
}

/** Nobody has looked inside on this image yet: it takes the detector a moment. */
function Unseen({ image, onMade }: { image: number; onMade: () => void }) {
  const [isWanted, setIsWanted] = useState(false);
  if (isWanted) return <Making image={image} onMade={onMade} />;
  return (
    <div className="editor-inside-answer">
      <p>The detector has to look at this image once more, and write down each step.</p>
      <Button icon="spark" onClick={() => setIsWanted(true)}>
        Look inside
      </Button>
    </div>
  );
}

function Making({ image, onMade }: { image: number; onMade: () => void }) {
  const { job, error, retry } = useTrace(image, MODEL, onMade);
  if (error) return <ErrorNote error={error} onRetry={retry} />;
  const isOver = job !== null && !isOpen(job) && job.state !== "succeeded";
  return (
    <div className="editor-inside-answer">
      {job && <JobProgress job={job} canCancel />}
      {isOver && (
        <Button icon="loop" onClick={retry}>
          Look again
        </Button>
      )}
    </div>
  );
}
