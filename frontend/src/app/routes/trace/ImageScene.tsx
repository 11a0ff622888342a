/** The image with the layers of a stage: boxes are chosen on it, and what was missed is drawn on it. */

import type { Corners } from "../../api/trace-types.ts";
import { nextAt } from "./frame.ts";
import type { Layer } from "./layers.ts";
import type { Mark } from "./marks.ts";
import { Scene } from "./Scene.tsx";
import { useTraceView } from "./trace-view.ts";

interface Props {
  readonly label: string;
  readonly layers: readonly Layer[];
  readonly marks?: readonly Mark[];
  readonly arrows?: readonly [Corners, Corners] | null;
  /** What a click chooses: the place of a box among these. */
  readonly choice?: {
    readonly boxes: readonly Corners[];
    readonly chosen: number | null;
    readonly choose: (place: number) => void;
  };
}

export function ImageScene({ label, layers, marks = [], arrows = null, choice }: Props) {
  const view = useTraceView();
  const { draft } = view;
  return (
    <Scene
      label={label}
      size={view.trace.image}
      layers={layers}
      marks={[...marks, ...view.marks]}
      arrows={arrows}
      onPick={(at) => {
        const next = choice && nextAt(choice.boxes, at, choice.chosen);
        if (next != null) choice?.choose(next);
      }}
      onDraw={
        draft === null
          ? undefined
          : (box) => {
              view.setDraft(null);
              view.ask({ box, category: draft.category });
            }
      }
    />
  );
}
