/** Brings boxes in from a file. A dry run comes first, so that people see what would happen. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startImport } from "../../api/files.ts";
import { jobsQuery } from "../../api/jobs.ts";
import type { ImportReport } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { CheckField, type Choice, Choices, TextField } from "../../components/Field.tsx";
import { ErrorNote, Note } from "../../components/feedback.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/useJob.ts";
import { FileChooser } from "./FileChooser.tsx";
import { ImportReportView } from "./ImportReportView.tsx";
import { useProject } from "./project-context.ts";

type Kind = "annotations" | "predictions";

const KINDS: Choice<Kind>[] = [
  {
    value: "annotations",
    title: "Annotations",
    text: "Boxes from COCO, YOLO or Pascal VOC. Their images must be in the project already.",
  },
  {
    value: "predictions",
    title: "Predictions of a model",
    text: "COCO results with scores. They become suggestions that people confirm or correct.",
  },
];

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const project = useProject();
  const cache = useQueryClient();
  const [kind, setKind] = useState<Kind>("annotations");
  const [file, setFile] = useState<File | null>(null);
  const [modelName, setModelName] = useState("");
  const [areChecked, setAreChecked] = useState(true);
  const starting = useMutation({
    mutationFn: ({ dryRun }: { dryRun: boolean }) => {
      if (!file) throw new Error("Choose a file first.");
      const state = areChecked ? "done" : "todo";
      return startImport(project.id, { file, kind, state, modelName, dryRun });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: jobsQuery(project.id).queryKey }),
    onError: () => {},
  });
  const job = useJob(starting.data);
  const isDryRun = starting.variables?.dryRun ?? true;
  const report = job?.state === "succeeded" ? (job.result as ImportReport | null) : null;
  const isBusy = starting.isPending || (job !== null && job.finished_at === null);
  const isReady = file !== null && (kind === "annotations" || modelName.trim() !== "");
  const isChecked = report !== null && isDryRun;
  /** What was checked is no longer what is chosen. */
  const change = (apply: () => void) => {
    apply();
    starting.reset();
  };

  return (
    <Dialog
      wide
      title="Import boxes"
      onClose={onClose}
      actions={
        report && !isDryRun ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Close</Button>
            <Button
              variant={isChecked ? "plain" : "primary"}
              busy={isBusy && isDryRun}
              disabled={!isReady || isBusy}
              onClick={() => starting.mutate({ dryRun: true })}
            >
              Check the file
            </Button>
            <Button
              variant={isChecked ? "primary" : "plain"}
              busy={isBusy && !isDryRun}
              disabled={!isChecked}
              onClick={() => starting.mutate({ dryRun: false })}
            >
              Import
            </Button>
          </>
        )
      }
    >
      <Choices
        legend="What the file holds"
        value={kind}
        choices={KINDS}
        disabled={isBusy}
        onChange={(value) => change(() => setKind(value))}
      />
      <FileChooser
        label={kind === "annotations" ? "COCO file, or a ZIP of YOLO or VOC files" : "COCO results"}
        accept=".json,application/json,.zip,.xml"
        file={file}
        disabled={isBusy}
        onChoose={(chosen) => change(() => setFile(chosen))}
      />
      {kind === "annotations" && (
        <CheckField
          label="A person has checked these boxes"
          hint="Their images count as finished, and the detector learns from them. Otherwise they stay in the queue."
          checked={areChecked}
          disabled={isBusy}
          onChange={(checked) => change(() => setAreChecked(checked))}
        />
      )}
      {kind === "predictions" && (
        <TextField
          label="Name of the model"
          hint="The predictions are listed under this name among the models."
          maxLength={100}
          value={modelName}
          disabled={isBusy}
          onChange={(event) => change(() => setModelName(event.target.value))}
        />
      )}
      {starting.isError && <ErrorNote error={starting.error} />}
      {job && job.state !== "succeeded" && <JobProgress job={job} canCancel />}
      {report && (
        <>
          <Note tone={isDryRun ? "plain" : "good"} icon={isDryRun ? "info" : "check"}>
            <p>
              {isDryRun
                ? "Checked. Nothing was changed yet; this is what an import would do:"
                : "Imported."}
            </p>
          </Note>
          <ImportReportView report={report} />
        </>
      )}
    </Dialog>
  );
}
