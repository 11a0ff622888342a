/** Stage 1: the original, and what the network gets of it. */

import { useMemo } from "react";
import type { Corners } from "../../../api/trace-types.ts";
import { count } from "../../../format.ts";
import { ImageScene } from "../ImageScene.tsx";
import { hatchLayer, pictureLayer } from "../layers.ts";
import { Scene } from "../Scene.tsx";
import { Facts, StageFrame } from "../StageFrame.tsx";
import { shapeWords } from "../stages.ts";
import { useTraceView } from "../trace-view.ts";
import { useOriginal } from "../useOriginal.ts";
import { usePicture } from "../usePicture.ts";

const signed = (value: number): string => value.toFixed(2).replace("-", "−");
const numbers = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(", ");

export function Input() {
  const { trace } = useTraceView();
  const { input } = trace.stages;
  const original = useOriginal();
  const seen = usePicture(input.picture);
  const [, , height = 0, width = 0] = input.shape;
  const [rows, columns] = input.size;
  const [right, down] = input.scale;
  // In pixels of the original, so that both pictures are looked at as closely, and at the same place.
  const size = useMemo(
    () => ({ width: width / right, height: height / down }),
    [width, height, right, down],
  );
  const layers = useMemo(() => {
    const rims: Corners[] = [
      [columns / right, 0, size.width, size.height],
      [0, rows / down, columns / right, size.height],
    ];
    return [...(seen ? [pictureLayer(seen)] : []), ...rims.map(hatchLayer)];
  }, [seen, rows, columns, right, down, size]);
  return (
    <StageFrame
      stage="input"
      picture={
        <div className="trace-two">
          <figure>
            <ImageScene label="The original" layers={original} />
            <figcaption>
              Original, {count(trace.image.width)} × {count(trace.image.height)}
            </figcaption>
          </figure>
          <figure>
            <Scene label="The network's input" size={size} layers={layers} />
            <figcaption>
              Network input, {count(width)} × {count(height)}
            </figcaption>
          </figure>
        </div>
      }
    >
      <Facts
        rows={[
          ["Tensor", shapeWords(input.shape)],
          ["Size without padding", `${count(columns)} × ${count(rows)}`],
          ["Scale, x and y", `${input.scale[0].toFixed(3)}, ${input.scale[1].toFixed(3)}`],
          ["Padding", `${input.padding.right} right, ${input.padding.bottom} below`],
          ["Mean of R, G, B", numbers(input.mean)],
          ["Spread of R, G, B", numbers(input.std)],
          ["Values", `${signed(input.range[0])} to ${signed(input.range[1])}`],
        ]}
      />
    </StageFrame>
  );
}
