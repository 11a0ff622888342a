/** A walk through the six stages, with the question that may be asked at any of them. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { labelsQuery, type Question } from "../../api/trace.ts";
import type { Corners, StageName, Trace } from "../../api/trace-types.ts";
import type { ImageRow } from "../../api/types.ts";
import { Ask } from "./Ask.tsx";
import type { Size } from "./frame.ts";
import { closeTo, wholeOf } from "./lens.ts";
import { firstLooks } from "./looks.ts";
import { marksOfQuestion } from "./marks.ts";
import { StageRail } from "./StageRail.tsx";
import { questionIn, searchFor } from "./search.ts";
import { Features } from "./stages/Features.tsx";
import { Heads } from "./stages/Heads.tsx";
import { Input } from "./stages/Input.tsx";
import { Pooling } from "./stages/Pooling.tsx";
import { Post } from "./stages/Post.tsx";
import { Proposals } from "./stages/Proposals.tsx";
import { type Draft, TraceContext, type TraceView } from "./trace-view.ts";
import { useSharpPicture } from "./usePicture.ts";
import { useWalkKeys } from "./useWalkKeys.ts";
import { useWhy } from "./useWhy.ts";

const STAGE: Record<StageName, () => React.ReactNode> = {
  input: Input,
  features: Features,
  proposals: Proposals,
  pooling: Pooling,
  heads: Heads,
  post: Post,
};

interface Props {
  readonly trace: Trace;
  readonly image: ImageRow;
  readonly model: number | null;
}

export function Walk({ trace, image, model }: Props) {
  const address = useAddress();
  const { stage, question, setStage } = address;
  const [proposal, setProposal] = useState(0);
  const [draft, setDraft] = useState<Draft | null>(null);
  const why = useWhy(trace.image.id, model, question);
  const missed = why.data?.kind === "missed" ? why.data.missed : null;
  const { lens, setLens, lookAt } = useLens(trace.image);
  const [looks, setLooks] = useState(() => firstLooks(trace));
  const picture = useSharpPicture(image, lens.zoom);
  const marks = useMemo(() => marksOfQuestion(trace, question, missed), [trace, question, missed]);
  const labels = useQuery(labelsQuery(image.id));
  useEffect(() => {
    const best = missed?.proposals[0]?.proposal;
    if (best !== undefined) setProposal(best);
    if (missed?.stage) setStage(missed.stage);
  }, [missed, setStage]);
  const found = question !== null && "detection" in question ? question.detection : null;
  useEffect(() => {
    const detection = trace.stages.post.final.find(({ rank }) => rank === found);
    if (detection !== undefined) setProposal(detection.proposal);
  }, [trace, found]);
  useWalkKeys({ trace, stage, setStage, setProposal, setLens, draft, setDraft, ask: address.ask });

  const view: TraceView = {
    trace,
    picture,
    stage,
    setStage,
    proposal: Math.min(proposal, Math.max(0, trace.stages.proposals.boxes.length - 1)),
    setProposal,
    lens,
    setLens,
    lookAt,
    looks,
    setLooks: (change) => setLooks((before) => ({ ...before, ...change })),
    question,
    ask: address.ask,
    answer: missed,
    marks,
    draft,
    setDraft,
  };
  const Stage = STAGE[stage];
  return (
    <TraceContext value={view}>
      <StageRail />
      <div className="trace-body">
        <Stage />
        <Ask labels={labels.data ?? []} why={why} />
      </div>
    </TraceContext>
  );
}

function useLens(image: Size) {
  const [lens, setLens] = useState(() => wholeOf(image));
  const lookAt = useCallback((box: Corners) => setLens(closeTo(box, image)), [image]);
  return { lens, setLens, lookAt };
}

/** The stage and the question stand in the address, so that a link leads to both. */
function useAddress() {
  const search = useSearch({ from: "/signed-in/shell/projects/$projectId/images/$imageId/trace" });
  const navigate = useNavigate({ from: "/projects/$projectId/images/$imageId/trace" });
  const { box, category, detection } = search;
  // A question of its own for every render would be a new one to everything that depends on it.
  const question = useMemo(
    () =>
      questionIn({
        ...(box && category ? { box, category } : {}),
        ...(detection === undefined ? {} : { detection }),
      }),
    [box, category, detection],
  );
  const setStage = useCallback(
    (stage: StageName) =>
      void navigate({ search: (before) => ({ ...before, stage }), replace: true }),
    [navigate],
  );
  const ask = useCallback(
    (next: Question | null) =>
      void navigate({
        search: ({ model, stage }) => ({
          ...(model === undefined ? {} : { model }),
          ...(stage === undefined ? {} : { stage }),
          ...searchFor(next),
        }),
        replace: true,
      }),
    [navigate],
  );
  return { stage: search.stage ?? "input", question, setStage, ask };
}
