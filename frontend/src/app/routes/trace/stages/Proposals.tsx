/** Stage 3: where objects might be, before and after near-duplicates are removed. */

import { useMemo } from "react";
import type { Trace } from "../../../api/trace-types.ts";
import { Segments } from "../../../components/Segments.tsx";
import { Slider } from "../../../components/Slider.tsx";
import { count } from "../../../format.ts";
import { mapOf } from "../decode.ts";
import { planeOf } from "../frame.ts";
import { ImageScene } from "../ImageScene.tsx";
import { heatLayer, type Layer, scoredLayer } from "../layers.ts";
import { type Looks, type Moment, NO_MAP } from "../looks.ts";
import { ColorScale } from "../Maps.tsx";
import type { Mark } from "../marks.ts";
import { ProposalList } from "../ProposalList.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";

const MOMENTS = [
  ["before", "Before NMS"],
  ["after", "After NMS"],
] as const satisfies [Moment, string][];

const levelName = ({ stages }: Trace, level: number): string =>
  stages.features.levels[level]?.name ?? String(level);

export function Proposals() {
  const { trace, proposal, setProposal, looks, setLooks } = useTraceView();
  const { proposals } = trace.stages;
  const { moment, map, most } = looks;
  const layers = useLayers(trace, looks);
  const drawn = useMemo(() => proposals.boxes.slice(0, most), [proposals, most]);
  return (
    <StageFrame
      stage="proposals"
      picture={
        <ImageScene
          label={`The best ${most} proposals, coloured by objectness`}
          layers={layers}
          marks={chosenMark(trace, proposal)}
          choice={{ boxes: drawn, chosen: proposal, choose: setProposal }}
        />
      }
      controls={
        <>
          <Segments
            legend="Suppression"
            value={moment}
            options={MOMENTS}
            onPick={(next) => setLooks({ moment: next })}
          />
          <Slider
            className="trace-slider small"
            label="The best"
            words={`${count(most)} of ${count(proposals.boxes.length)}`}
            max={proposals.boxes.length}
            value={most}
            onChange={(next) => setLooks({ most: next })}
          />
          <ColorScale range={[0, 1]} what="Objectness" />
          <MapChoice trace={trace} value={map} onChange={(next) => setLooks({ map: next })} />
        </>
      }
    >
      <Anchors trace={trace} />
      <Facts
        rows={[
          ["Tensor", `${count(proposals.shape[0] ?? 0)} × 4`],
          ["Before suppression", count(proposals.before)],
          ["Removed, IoU above", `${count(proposals.suppressed_total)}, ${trace.settings.rpn_nms}`],
        ]}
      />
      <ProposalList />
    </StageFrame>
  );
}

/** Those that were removed are drawn as long as what removed them is. */
function useLayers(trace: Trace, { moment, map: mapName, most }: Looks): readonly Layer[] {
  const original = useOriginal();
  const { proposals, features, input } = trace.stages;
  const heat = useMemo(() => {
    const level = features.levels.find(({ name }) => name === mapName);
    const map = proposals.objectness.find((each) => features.levels[each.level] === level);
    if (map === undefined || level === undefined) return [];
    return [heatLayer(mapOf(map.values, map.drawn), planeOf(level, input.scale), 0.6)];
  }, [proposals, features, input, mapName]);
  return useMemo(() => {
    const { boxes, scores, by } = proposals.suppressed;
    const removed = moment === "before" ? boxes.filter((_, place) => (by[place] ?? 0) < most) : [];
    const theirs = scores.filter((_, place) => (by[place] ?? 0) < most);
    return [
      ...original,
      ...heat,
      scoredLayer(removed, theirs, [3, 3]),
      scoredLayer(proposals.boxes.slice(0, most), proposals.scores),
    ];
  }, [original, heat, proposals, moment, most]);
}

export function chosenMark({ stages }: Trace, proposal: number): Mark[] {
  const box = stages.proposals.boxes[proposal];
  if (box === undefined) return [];
  const score = stages.proposals.scores[proposal] ?? 0;
  return [
    {
      key: "chosen",
      box,
      tone: "chosen",
      label: `no. ${proposal + 1}, objectness ${score.toFixed(2)}`,
    },
  ];
}

type MapChoiceProps = { trace: Trace; value: string; onChange: (name: string) => void };

const MapChoice = ({ trace, value, onChange }: MapChoiceProps) => (
  <label className="trace-choice small">
    Objectness map
    <select
      className="input select"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value={NO_MAP}>None</option>
      {trace.stages.proposals.objectness.map(({ level }) => (
        <option key={level} value={levelName(trace, level)}>
          {levelName(trace, level)}
        </option>
      ))}
    </select>
  </label>
);

const Anchors = ({ trace }: { trace: Trace }) => (
  <table className="table trace-table">
    <caption className="visually-hidden">Anchors of each level</caption>
    <thead>
      <tr>
        <th scope="col">Level</th>
        <th scope="col" className="number">
          Anchors
        </th>
        <th scope="col">Sides</th>
        <th scope="col">Height : width</th>
      </tr>
    </thead>
    <tbody>
      {trace.stages.proposals.anchors.map(({ level, count: amount, sizes, ratios }) => (
        <tr key={level}>
          <th scope="row">{levelName(trace, level)}</th>
          <td className="number">{count(amount)}</td>
          <td>{sizes.join(", ")}</td>
          <td>{ratios.join(", ")}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
