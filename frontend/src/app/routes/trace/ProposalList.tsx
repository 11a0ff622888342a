/** All proposals by rank: one is chosen, for the stages that show one. */

import { useMemo } from "react";
import { categoryOf } from "./marks.ts";
import { PickList, type PickRow } from "./PickList.tsx";
import { useTraceView } from "./trace-view.ts";

export function ProposalList() {
  const { trace, proposal, setProposal, lookAt } = useTraceView();
  const rows = useMemo((): PickRow[] => {
    const { proposals, heads, features } = trace.stages;
    return proposals.scores.map((score, place) => {
      const [label = 0, p = 0] = heads.top[place]?.[0] ?? [];
      const isBackground = (heads.background[place] ?? 0) >= p;
      const category = isBackground ? undefined : categoryOf(trace, label);
      const level = features.levels[proposals.levels[place] ?? 0]?.name ?? "";
      return {
        key: String(place),
        text: `${place + 1}. ${category?.name ?? "background"}`,
        aside: `${level} · ${score.toFixed(3)}`,
        color: category?.color ?? "var(--line-strong)",
      };
    });
  }, [trace]);
  if (rows.length === 0) return <p className="soft small">No proposal was made.</p>;
  const { boxes } = trace.stages.proposals;
  return (
    <PickList
      label="Proposals"
      rows={rows}
      chosen={proposal}
      onChoose={setProposal}
      onLook={(place) => boxes[place] && lookAt(boxes[place])}
    />
  );
}
