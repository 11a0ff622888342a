/** Stage 4: the patch of features that stands for one proposal. */

import { useMemo } from "react";
import type { Corners, Trace } from "../../../api/trace-types.ts";
import { CropPicture } from "../CropPicture.tsx";
import { bytesOf, PATCH_SIDE, patchOf } from "../decode.ts";
import { ImageScene } from "../ImageScene.tsx";
import { gridLayer, othersLayer, othersOf } from "../layers.ts";
import { MapPicture } from "../Maps.tsx";
import { ProposalList } from "../ProposalList.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { shapeWords } from "../stages.ts";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";
import { chosenMark } from "./Proposals.tsx";

export function Pooling() {
  const { trace, proposal, setProposal } = useTraceView();
  const original = useOriginal();
  const { proposals, pooling } = trace.stages;
  const box = proposals.boxes[proposal];
  const layers = useMemo(
    () => [...original, othersLayer(proposals.boxes), ...(box ? [gridLayer(box, PATCH_SIDE)] : [])],
    [original, proposals, box],
  );
  const patches = useMemo(() => bytesOf(pooling.patches), [pooling]);
  const patch = useMemo(() => patchOf(patches, proposal), [patches, proposal]);
  return (
    <StageFrame
      stage="pooling"
      picture={
        <ImageScene
          label="The chosen proposal, with its 7 by 7 cells"
          layers={layers}
          marks={chosenMark(trace, proposal)}
          choice={{ boxes: othersOf(proposals.boxes), chosen: proposal, choose: setProposal }}
        />
      }
    >
      {box && (
        <>
          <div className="trace-two trace-patch">
            <figure>
              <CropPicture box={box} />
              <figcaption>What it looks at</figcaption>
            </figure>
            <figure>
              <MapPicture map={patch} label={`Patch of proposal ${proposal + 1}`} />
              <figcaption>Its patch, 7 × 7</figcaption>
            </figure>
          </div>
          <Facts
            rows={[
              ["Tensor of all", shapeWords(pooling.shape)],
              ["Read from", levelWords(trace, proposal)],
              ["Size in the image", sizeWords(box, [1, 1])],
              ["In network pixels", sizeWords(box, trace.stages.input.scale)],
            ]}
          />
        </>
      )}
      <ProposalList />
    </StageFrame>
  );
}

function levelWords({ stages }: Trace, proposal: number): string {
  const level = stages.features.levels[stages.pooling.levels[proposal] ?? 0];
  return level === undefined ? "–" : `${level.name}, stride ${level.stride}`;
}

const sizeWords = ([x1, y1, x2, y2]: Corners, [right, down]: readonly [number, number]): string =>
  `${Math.round((x2 - x1) * right)} × ${Math.round((y2 - y1) * down)} px`;
