import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trainingsQuery } from "../../api/trainings.ts";
import type { Training } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { CheckField } from "../../components/Field.tsx";
import { Popover } from "../../components/Popover.tsx";
import { ago, counted } from "../../format.ts";
import { useProject } from "../project/project-context.ts";
import { MOST_OTHERS, runName } from "./measures.ts";

type Props = {
  training: Training;
  others: readonly number[];
  onChange: (others: readonly number[]) => void;
};

/** Chooses the trainings whose curves are drawn beside this one's. */
export function CompareWith({ training, others, onChange }: Props) {
  const project = useProject();
  const { data: all = [] } = useQuery(trainingsQuery(project.id));
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const choices = all.filter(({ id }) => id !== training.id);
  if (choices.length === 0) return null;
  const toggle = (id: number) =>
    onChange(others.includes(id) ? others.filter((one) => one !== id) : [...others, id]);
  return (
    <>
      <Button
        size="small"
        icon="curve"
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {others.length === 0 ? "Compare" : `Beside ${counted(others.length, "training")}`}
      </Button>
      {anchor && (
        <Popover label="Compare with" anchor={anchor} onClose={() => setAnchor(null)}>
          <div className="training-choices">
            {choices.map((run) => (
              <CheckField
                key={run.id}
                label={runName(run)}
                hint={`${counted(run.epoch_count, "epoch")}, ${ago(run.created_at)}`}
                checked={others.includes(run.id)}
                disabled={!others.includes(run.id) && others.length >= MOST_OTHERS}
                onChange={() => toggle(run.id)}
              />
            ))}
          </div>
        </Popover>
      )}
    </>
  );
}
