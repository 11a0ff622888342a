/** The two kinds of answers: where an object was lost, and the way of a box through all stages. */

import type { Verdict, WhyFound, WhyMissed } from "../../api/trace-types.ts";
import { Bars } from "./Bars.tsx";
import { TITLE } from "./stages.ts";
import { useTraceView } from "./trace-view.ts";

const VERDICT: Record<Verdict, string> = {
  found: "It was found",
  no_proposal: "No proposal",
  background: "Taken for background",
  below_threshold: "Below the threshold",
  other_category: "Taken for another class",
  suppressed: "Removed by a better box",
  beyond_limit: "Beyond the limit",
  hidden: "Found but hidden",
};

export function MissedAnswer({ answer }: { answer: WhyMissed }) {
  const { trace, setProposal } = useTraceView();
  const { verdict, sentence, stage, proposals, distribution } = answer;
  return (
    <>
      <p>
        <span className="badge badge-accent" data-testid="verdict" data-verdict={verdict}>
          {VERDICT[verdict]}
          {stage && ` · ${TITLE[stage]}`}
        </span>
      </p>
      <p>{sentence}</p>
      {distribution.length > 0 && (
        <Bars
          title="Probabilities of the best proposal"
          bars={distribution.map(({ category, p }) => {
            const known = trace.categories.find(({ id }) => id === category);
            return {
              name: known?.name ?? "background",
              value: p,
              color: known?.color ?? "var(--line-strong)",
            };
          })}
        />
      )}
      {proposals.length > 0 && (
        <table className="table trace-table">
          <caption className="visually-hidden">The proposals that come nearest</caption>
          <thead>
            <tr>
              <th scope="col">Proposal</th>
              <th scope="col" className="number">
                IoU
              </th>
              <th scope="col" className="number">
                Objectness
              </th>
            </tr>
          </thead>
          <tbody>
            {proposals.slice(0, MOST).map(({ proposal, iou, objectness }) => (
              <tr key={proposal}>
                <td>
                  <button
                    type="button"
                    className="trace-link"
                    onClick={() => setProposal(proposal)}
                  >
                    No. {proposal + 1}
                  </button>
                </td>
                <td className="number">{iou.toFixed(2)}</td>
                <td className="number">{objectness.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

const MOST = 3;

export function FoundAnswer({ answer }: { answer: WhyFound }) {
  const { stage: current, setStage } = useTraceView();
  return (
    <>
      <p>{answer.sentence}</p>
      <ol className="trace-way">
        {answer.steps.map(({ stage, sentence }) => (
          <li key={`${stage} ${sentence}`}>
            <button
              type="button"
              className="trace-link"
              aria-current={stage === current ? "step" : undefined}
              onClick={() => setStage(stage)}
            >
              {TITLE[stage]}
            </button>{" "}
            {sentence}
          </li>
        ))}
      </ol>
    </>
  );
}
