/** The two kinds of answers: where an object was lost, and the way of a box through all stages. */

import type {
  StageName,
  TraceCategory,
  Verdict,
  WhyFound,
  WhyMissed,
} from "../../api/trace-types.ts";
import "./answers.css";
import { Bars } from "./Bars.tsx";
import { TITLE } from "./stages.ts";

const VERDICT: Record<Verdict, string> = {
  found: "It was found",
  no_proposal: "No proposal",
  background: "Taken for background",
  below_threshold: "Below the threshold",
  other_category: "Taken for another class",
  misplaced: "Moved away",
  suppressed: "Removed by a better box",
  beyond_limit: "Beyond the limit",
  hidden: "Found but hidden",
};

interface MissedProps {
  readonly answer: WhyMissed;
  readonly categories: readonly TraceCategory[];
  /** Where one can look at a proposal. */
  readonly onProposal?: (proposal: number) => void;
}

export function MissedAnswer({ answer, categories, onProposal }: MissedProps) {
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
          bars={distribution.map(({ category, name, p }) => ({
            name,
            value: p,
            color: categories.find(({ id }) => id === category && id !== null)?.color ?? PLAIN,
          }))}
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
                  <Way
                    text={`No. ${proposal + 1}`}
                    go={onProposal && (() => onProposal(proposal))}
                  />
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
/** Of background, and of what the project has no category for. */
const PLAIN = "var(--line-strong)";

interface FoundProps {
  readonly answer: WhyFound;
  readonly current?: StageName;
  /** Where one can look at a stage. */
  readonly onStage?: (stage: StageName) => void;
}

export function FoundAnswer({ answer, current, onStage }: FoundProps) {
  return (
    <>
      <p>{answer.sentence}</p>
      <ol className="trace-way">
        {answer.steps.map(({ stage, sentence }) => (
          <li key={`${stage} ${sentence}`}>
            <Way
              text={TITLE[stage]}
              isCurrent={stage === current}
              go={onStage && (() => onStage(stage))}
            />{" "}
            {sentence}
          </li>
        ))}
      </ol>
    </>
  );
}

interface WayProps {
  readonly text: string;
  readonly isCurrent?: boolean;
  readonly go: (() => void) | undefined;
}

function Way({ text, isCurrent = false, go }: WayProps) {
  if (go === undefined) return <strong>{text}</strong>;
  return (
    <button
      type="button"
      className="trace-link"
      aria-current={isCurrent ? "step" : undefined}
      onClick={go}
    >
      {text}
    </button>
  );
}
