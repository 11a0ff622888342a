/** What is asked about: drawn on the picture, one of the labels, or four numbers. */

import { useState } from "react";
import type { Label } from "../../api/trace.ts";
import type { Corners } from "../../api/trace-types.ts";
import { Button } from "../../components/Button.tsx";
import { SelectField } from "../../components/Field.tsx";
import { count } from "../../format.ts";
import { hasArea } from "./frame.ts";
import { askable } from "./marks.ts";
import { type Draft, useTraceView } from "./trace-view.ts";

/** Of more labels, only those of the chosen class are listed. */
const MOST_LABELS = 100;
const SIDES = ["Left", "Top", "Right", "Bottom"] as const;

export function AskForm({ draft, labels }: { draft: Draft; labels: readonly Label[] }) {
  const { trace, setDraft, ask } = useTraceView();
  const { width, height } = trace.image;
  const [box, setBox] = useState<Corners>([
    width / 4,
    height / 4,
    (width * 3) / 4,
    (height * 3) / 4,
  ]);
  const put = (asked: Pick<Label, "box" | "category">) => {
    setDraft(null);
    ask({ box: asked.box, category: asked.category });
  };
  const categories = askable(trace);
  const nameFor = (id: number) => categories.find((each) => each.id === id)?.name;
  // A category that came after the model is unknown to it.
  const known = labels.filter(({ category }) => nameFor(category) !== undefined);
  const isCrowd = known.length > MOST_LABELS;
  const listed = isCrowd ? known.filter(({ category }) => category === draft.category) : known;
  return (
    <form
      className="trace-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (hasArea(box)) put({ box, category: draft.category });
      }}
    >
      <p className="small">Draw a box around it in the picture, or choose a label.</p>
      <SelectField
        label="It is a"
        value={draft.category}
        options={categories.map(({ id, name }) => [String(id), name] as const)}
        onChange={(event) => setDraft({ category: Number(event.target.value) })}
      />
      {listed.length > 0 && (
        <SelectField
          label="Label"
          value=""
          options={[
            ["", isCrowd ? `Choose one of ${count(listed.length)} …` : "Choose one …"],
            ...listed
              .toSorted(inReadingOrder)
              .map(
                ({ key, category, box: at }) =>
                  [
                    key,
                    `${nameFor(category)}, at ${Math.round(at[0])}, ${Math.round(at[1])}`,
                  ] as const,
              ),
          ]}
          onChange={(event) => {
            const label = listed.find(({ key }) => key === event.target.value);
            if (label !== undefined) put(label);
          }}
        />
      )}
      <details>
        <summary className="small">By numbers</summary>
        <div className="trace-sides">
          {SIDES.map((side, place) => (
            <label key={side} className="small">
              {side}
              <input
                className="input"
                type="number"
                min={0}
                max={place % 2 === 0 ? width : height}
                value={Math.round(box[place] ?? 0)}
                onChange={(event) => setBox(withSide(box, place, Number(event.target.value)))}
              />
            </label>
          ))}
          <Button type="submit" variant="primary" disabled={!hasArea(box)}>
            Ask
          </Button>
        </div>
      </details>
    </form>
  );
}

const inReadingOrder = ({ box: [ax, ay] }: Label, { box: [bx, by] }: Label): number =>
  ay - by || ax - bx;

const withSide = (box: Corners, place: number, value: number): Corners => {
  const [x1, y1, x2, y2] = box.map((side, at) => (at === place ? value : side));
  return [x1 ?? 0, y1 ?? 0, x2 ?? 0, y2 ?? 0];
};
