/** Stage 6: which boxes are left, and what removed the others. */

import { useMemo, useState } from "react";
import type { Detection, Trace } from "../../../api/trace-types.ts";
import { count } from "../../../format.ts";
import { ImageScene } from "../ImageScene.tsx";
import { type Stroke, strokesLayer } from "../layers.ts";
import { categoryOf, type Mark, nameOf } from "../marks.ts";
import { countsOf, FATES, type Fate, type Outcome, outcomesOf } from "../outcomes.ts";
import { PickList } from "../PickList.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";

const NAME: Record<Fate, string> = {
  shown: "Final boxes",
  hidden: "Hidden by the display threshold",
  suppressed: "Removed by NMS",
  below: "Below the score threshold",
};

const DASH: Record<Fate, readonly number[]> = {
  shown: [],
  hidden: [8, 4],
  suppressed: [3, 3],
  below: [1.5, 5],
};

export function Post() {
  const { trace, question, ask, setProposal, looks, setLooks, lookAt } = useTraceView();
  const { fates } = looks;
  const [key, setKey] = useState<string | null>(null);
  const asked = question !== null && "detection" in question ? `final ${question.detection}` : null;
  const all = useMemo(() => outcomesOf(trace), [trace]);
  const listed = useMemo(() => all.filter(({ fate }) => fates.has(fate)), [all, fates]);
  const place = listed.findIndex((each) => each.key === (key ?? asked));
  const chosen = listed[place] ?? null;
  const original = useOriginal();
  const layers = useMemo(
    () => [...original, strokesLayer(listed.map((each) => strokeOf(trace, each)).reverse())],
    [original, listed, trace],
  );
  const choose = (next: number) => {
    const outcome = listed[next];
    if (outcome === undefined) return;
    setKey(outcome.key);
    setProposal(outcome.proposal);
    const isFinal = outcome.fate === "shown" || outcome.fate === "hidden";
    if (isFinal && outcome.rank !== null) ask({ detection: outcome.rank });
    else if (asked !== null) ask(null);
  };
  return (
    <StageFrame
      stage="post"
      picture={
        <ImageScene
          label="The final boxes, and those that were removed"
          layers={layers}
          marks={chosen ? outcomeMarks(trace, chosen) : []}
          choice={{
            boxes: listed.map(({ box }) => box),
            chosen: place < 0 ? null : place,
            choose,
          }}
        />
      }
    >
      <FateChoice trace={trace} fates={fates} onChange={(next) => setLooks({ fates: next })} />
      {chosen && (
        <p className="note small" role="status">
          {fateWords(trace, chosen)}
        </p>
      )}
      {listed.length === 0 && <p className="soft small">There are no such boxes.</p>}
      <PickList
        label="Boxes"
        rows={listed.map((each) => ({
          key: each.key,
          text: categoryOf(trace, each.label)?.name ?? `label ${each.label}`,
          aside: each.score.toFixed(3),
          color: categoryOf(trace, each.label)?.color ?? undefined,
          state: each.fate,
        }))}
        chosen={place < 0 ? null : place}
        onChoose={choose}
        onLook={(next) => listed[next] && lookAt(listed[next].box)}
      />
      {trace.stages.post.beyond > 0 && (
        <Facts
          rows={[
            [`Cut off after ${trace.settings.max_detections}`, count(trace.stages.post.beyond)],
          ]}
        />
      )}
    </StageFrame>
  );
}

function strokeOf(trace: Trace, { box, label, fate }: Outcome): Stroke {
  const color = categoryOf(trace, label)?.color ?? "#a7adb4";
  return { box, color, width: widthOf(fate), dash: DASH[fate] };
}

const widthOf = (fate: Fate): number => (fate === "shown" ? 2.5 : 1.5);

/** The box, and the one that removed it. */
function outcomeMarks(trace: Trace, outcome: Outcome): Mark[] {
  const chosen = {
    key: "chosen",
    box: outcome.box,
    tone: "chosen",
    label: nameOf(trace, outcome),
  } as const;
  const winner = outcome.fate === "suppressed" ? finalOf(trace, outcome.rank) : undefined;
  if (winner === undefined) return [chosen];
  const label = `removed by ${nameOf(trace, winner)}`;
  return [chosen, { key: "winner", box: winner.box, tone: "culprit", label }];
}

const finalOf = ({ stages }: Trace, rank: number | null) =>
  stages.post.final.find((each) => each.rank === rank);

const isNeverShown = (final: Detection | undefined): boolean =>
  final?.threshold == null || final.threshold > 1;

function fateWords(trace: Trace, outcome: Outcome): string {
  const { fate, rank, iou, score } = outcome;
  const final = finalOf(trace, rank);
  const confidence = (final?.probability ?? score).toFixed(2);
  const threshold = final?.threshold?.toFixed(2);
  switch (fate) {
    case "shown":
      return `Shown: its confidence of ${confidence} reaches the threshold of ${threshold}.`;
    case "hidden":
      return isNeverShown(final)
        ? "Kept but hidden: boxes of its class are not shown."
        : `Kept but hidden: its confidence of ${confidence} is below the threshold of ${threshold}.`;
    case "suppressed":
      return `Removed by ${final ? nameOf(trace, final) : "a better box"}: they overlap with an IoU of ${iou?.toFixed(2)}, more than ${trace.settings.nms}.`;
    case "below":
      return `Removed: its score of ${score.toFixed(3)} is below ${trace.settings.score}.`;
  }
}

interface FateChoiceProps {
  readonly trace: Trace;
  readonly fates: ReadonlySet<Fate>;
  readonly onChange: (fates: ReadonlySet<Fate>) => void;
}

function FateChoice({ trace, fates, onChange }: FateChoiceProps) {
  const counts = countsOf(trace);
  return (
    <fieldset className="trace-fates">
      <legend className="visually-hidden">What is drawn</legend>
      {FATES.map((fate) => (
        <label key={fate} className="small">
          <input
            type="checkbox"
            checked={fates.has(fate)}
            onChange={({ target }) =>
              onChange(
                new Set(FATES.filter((each) => (each === fate ? target.checked : fates.has(each)))),
              )
            }
          />
          <svg
            className="trace-fate-line"
            viewBox="0 0 28 4"
            width="28"
            height="4"
            aria-hidden="true"
          >
            <line
              x2="28"
              y1="2"
              y2="2"
              strokeWidth={widthOf(fate)}
              strokeDasharray={DASH[fate].join(" ")}
            />
          </svg>
          <span>{NAME[fate]}</span>
          <span className="soft">{count(counts[fate])}</span>
        </label>
      ))}
    </fieldset>
  );
}
