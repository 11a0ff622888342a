/** Why was this missed, and why this box? A question, and its answer, beside every stage. */

import type { UseQueryResult } from "@tanstack/react-query";
import type { Label } from "../../api/trace.ts";
import { Button, IconButton } from "../../components/Button.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { FoundAnswer, MissedAnswer } from "./Answers.tsx";
import { AskForm } from "./AskForm.tsx";
import { askable } from "./marks.ts";
import { useTraceView } from "./trace-view.ts";
import type { Answer } from "./useWhy.ts";

interface Props {
  readonly labels: readonly Label[];
  readonly why: UseQueryResult<Answer | null>;
}

export function Ask({ labels, why }: Props) {
  const { trace, draft, setDraft, question, ask } = useTraceView();
  const category = askable(trace)[0]?.id;
  const isOpen = draft !== null || question !== null;
  if (!isOpen) {
    return (
      <div className="trace-ask">
        <Button
          icon="question"
          disabled={category === undefined}
          onClick={() => category !== undefined && setDraft({ category })}
        >
          Why was this missed? <kbd>W</kbd>
        </Button>
        <p className="small soft">“Why this box?”: choose a final box in stage 6.</p>
      </div>
    );
  }
  const close = () => {
    setDraft(null);
    ask(null);
  };
  return (
    <section className="trace-ask card" aria-label="Question">
      <header className="trace-ask-head">
        <h2>
          {draft === null && question && "detection" in question
            ? "Why this box?"
            : "Why was this missed?"}
        </h2>
        <IconButton icon="close" label="Close the question" onClick={close} />
      </header>
      {draft !== null && <AskForm draft={draft} labels={labels} />}
      {draft === null && <AnswerTo why={why} />}
    </section>
  );
}

function AnswerTo({ why }: Pick<Props, "why">) {
  const { trace, question, setDraft, stage, setStage, setProposal } = useTraceView();
  if (why.error) return <ErrorNote error={why.error} onRetry={() => void why.refetch()} />;
  if (!why.data || question === null)
    return (
      <p className="soft" aria-busy="true">
        Looking …
      </p>
    );
  const first = askable(trace)[0]?.id ?? 0;
  const category = "category" in question ? question.category : first;
  return (
    <>
      <div role="status" className="trace-answer">
        {why.data.kind === "missed" ? (
          <MissedAnswer
            answer={why.data.missed}
            categories={trace.categories}
            onProposal={setProposal}
          />
        ) : (
          <FoundAnswer answer={why.data.found} current={stage} onStage={setStage} />
        )}
      </div>
      {why.data.kind === "missed" && (
        <div>
          <Button size="small" onClick={() => setDraft({ category })}>
            Ask about another
          </Button>
        </div>
      )}
    </>
  );
}
