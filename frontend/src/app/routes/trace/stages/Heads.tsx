/** Stage 5: which class one proposal gets, and how its box is corrected. */

import { useMemo } from "react";
import type { Corners, Trace } from "../../../api/trace-types.ts";
import { counted } from "../../../format.ts";
import { type Bar, Bars } from "../Bars.tsx";
import { intersectionOverUnion } from "../frame.ts";
import { ImageScene } from "../ImageScene.tsx";
import { othersLayer, othersOf } from "../layers.ts";
import type { Mark } from "../marks.ts";
import { categoryOf } from "../marks.ts";
import { ProposalList } from "../ProposalList.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { shapeWords } from "../stages.ts";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";

export function Heads() {
  const { trace, proposal, setProposal } = useTraceView();
  const original = useOriginal();
  const { proposals, heads } = trace.stages;
  const [before, after] = [proposals.boxes[proposal], heads.refined[proposal]];
  const layers = useMemo(() => [...original, othersLayer(proposals.boxes)], [original, proposals]);
  return (
    <StageFrame
      stage="heads"
      picture={
        <ImageScene
          label="The chosen proposal before and after its correction"
          layers={layers}
          marks={bothMarks(before, after)}
          arrows={before && after ? [before, after] : null}
          choice={{ boxes: othersOf(proposals.boxes), chosen: proposal, choose: setProposal }}
        />
      }
    >
      {before && after && (
        <>
          <Bars
            title={`Probabilities of proposal ${proposal + 1}`}
            bars={distribution(trace, proposal)}
          />
          <Facts rows={correction(trace, before, after)} />
        </>
      )}
      <ProposalList />
    </StageFrame>
  );
}

function bothMarks(before: Corners | undefined, after: Corners | undefined): Mark[] {
  return [
    ...(before ? [{ key: "before", box: before, tone: "before", label: "proposal" } as const] : []),
    ...(after ? [{ key: "after", box: after, tone: "after", label: "corrected" } as const] : []),
  ];
}

/** Background, the best classes, and the rest in one, so that it adds up to one. */
export function distribution(trace: Trace, proposal: number): Bar[] {
  const { background, top } = trace.stages.heads;
  const [none = 0, best = []] = [background[proposal], top[proposal]];
  const bars = best.map(([label, value]) => ({
    name: categoryOf(trace, label)?.name ?? `label ${label}`,
    value,
    color: categoryOf(trace, label)?.color ?? "var(--line-strong)",
  }));
  const rest = 1 - none - best.reduce((sum, [, value]) => sum + value, 0);
  const others = trace.categories.length - best.length;
  return [
    { name: "background", value: none, color: "var(--line-strong)" },
    ...bars,
    ...(others > 0
      ? [{ name: counted(others, "other"), value: Math.max(0, rest), color: "var(--line-strong)" }]
      : []),
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

function correction({ stages }: Trace, before: Corners, after: Corners) {
  const middle = (box: Corners, axis: 0 | 1) => (box[axis] + box[(axis + 2) as 2 | 3]) / 2;
  const side = (box: Corners, axis: 0 | 1) => box[(axis + 2) as 2 | 3] - box[axis];
  const change = (of: typeof middle) =>
    `${signed(of(after, 0) - of(before, 0))}, ${signed(of(after, 1) - of(before, 1))} px`;
  return [
    ["Tensor of all", shapeWords(stages.heads.shape)],
    ["Moved by, x and y", change(middle)],
    ["Stretched by, x and y", change(side)],
    ["IoU, before and after", intersectionOverUnion(before, after).toFixed(2)],
  ] as const;
}
