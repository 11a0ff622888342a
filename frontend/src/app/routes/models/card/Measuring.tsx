/** Which hold-out the figures speak of; another one that was measured; and measuring on the labels of today. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { measureModel } from "../../../api/cards.ts";
import type { Evaluation, Model, ModelCard } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { SelectField } from "../../../components/Field.tsx";
import { ErrorNote, Note } from "../../../components/feedback.tsx";
import { counted, dateTime } from "../../../format.ts";
import { JobProgress } from "../../../jobs/JobProgress.tsx";
import { isOpen } from "../../../jobs/polling.ts";
import { useJob } from "../../../jobs/useJob.ts";
import { hasRole, useProject } from "../../project/project-context.ts";
import { isOutside } from "../naming.ts";
import { DatasetVersion } from "./DatasetVersion.tsx";
import { Section } from "./Section.tsx";

type Props = { model: Model; card: ModelCard; onShow: (evaluation: number) => void };

export function Measuring({ model, card, onShow }: Props) {
  const { evaluation, evaluations } = card;
  return (
    <Section title="Measured on">
      {evaluation ? (
        <Data evaluation={evaluation} />
      ) : (
        <Note>
          {isOutside(model)
            ? "Its predictions were read from a file, and its weights are not here: it cannot be measured."
            : "What this model saw in the hold-out was not recorded: it is older than model cards, or there was no finished hold-out image with a box."}
        </Note>
      )}
      {evaluations.length > 1 && evaluation && (
        <SelectField
          label="Figures of"
          value={String(evaluation.id)}
          onChange={(event) => onShow(Number(event.target.value))}
          options={evaluations.map((one) => [String(one.id), evaluationName(one)] as const)}
        />
      )}
      <MeasureNow model={model} images={card.finished_holdout} />
    </Section>
  );
}

const evaluationName = ({ dataset_version, images }: Evaluation) =>
  `Dataset version ${dataset_version.number}, ${counted(images, "image")}`;

function Data({ evaluation }: { evaluation: Evaluation }) {
  const { dataset_version: data } = evaluation;
  return (
    <dl className="facts">
      <dt>Labels</dt>
      <dd>
        <DatasetVersion version={data}>Dataset version {data.number}</DatasetVersion>
      </dd>
      <dt>Hold-out</dt>
      <dd>
        {counted(evaluation.images, "image")}, {counted(evaluation.boxes, "box", "boxes")}
      </dd>
      <dt>Measured</dt>
      <dd>{dateTime(evaluation.created_at)}</dd>
    </dl>
  );
}

function MeasureNow({ model, images }: { model: Model; images: number }) {
  const project = useProject();
  const cache = useQueryClient();
  const measuring = useMutation({ mutationFn: () => measureModel(model.id), onError: () => {} });
  const job = useJob(measuring.data);
  const isDone = job?.state === "succeeded";
  useEffect(() => {
    if (isDone) void cache.invalidateQueries({ queryKey: ["project", project.id, "cards"] });
  }, [isDone, cache, project.id]);
  if (!hasRole(project, "manager") || isOutside(model)) return null;
  if (images === 0) {
    return (
      <p className="soft small">No hold-out image is finished that it could be measured on now.</p>
    );
  }
  return (
    <div className="measure-now">
      {measuring.isError && <ErrorNote error={measuring.error} />}
      {job && <JobProgress job={job} canCancel />}
      {!(job && isOpen(job)) && (
        <Button icon="monitor" busy={measuring.isPending} onClick={() => measuring.mutate()}>
          Measure on {counted(images, "image")} as labelled now
        </Button>
      )}
    </div>
  );
}
