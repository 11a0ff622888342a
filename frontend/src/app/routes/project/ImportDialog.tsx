/** Brings boxes in from a file. A dry run comes first, so that people see what would happen. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ImportRequest, startImport } from "../../api/files.ts";
import { jobsQuery } from "../../api/jobs.ts";
import type { ImportReport, Job } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { CheckField, type Choice, Choices, TextField } from "../../components/Field.tsx";
import { ErrorNote, Note } from "../../components/feedback.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/useJob.ts";
import { FileChooser } from "./FileChooser.tsx";
import { ImportReportView } from "./ImportReportView.tsx";
import { useProject } from "./project-context.ts";

const KINDS: Choice<ImportRequest["kind"]>[] = [
  {
    value: "annotations",
    title: "Annotations",
    text: "Boxes from COCO, YOLO or Pascal VOC. Their images must be in the project already.",
  },
  {
    value: "predictions",
    title: "Predictions of a model",
    text: "COCO results with scores. They become suggestions on images that no model of the project has looked at.",
  },
];

type Wanted = Omit<ImportRequest, "file" | "dryRun"> & { file: File | null };

const NOTHING: Wanted = { kind: "annotations", file: null, state: "done", modelName: "" };

/** The import as far as it has come: nothing, being checked, checked, being done, done. */
function useImport(wanted: Wanted) {
  const project = useProject();
  const cache = useQueryClient();
  const starting = useMutation({
    mutationFn: ({ dryRun }: { dryRun: boolean }) => {
      if (!wanted.file) throw new Error("Choose a file first.");
      return startImport(project.id, { ...wanted, file: wanted.file, dryRun });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: jobsQuery(project.id).queryKey }),
    onError: () => {},
  });
  const job = useJob(starting.data);
  const isDryRun = starting.variables?.dryRun ?? true;
  const report = job?.state === "succeeded" ? (job.result as ImportReport) : null;
  return {
    job,
    report,
    error: starting.error,
    isDryRun,
    isBusy: starting.isPending || (job !== null && job.finished_at === null),
    start: (dryRun: boolean) => starting.mutate({ dryRun }),
    reset: starting.reset,
  };
}

type Running = ReturnType<typeof useImport>;

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [wanted, setWanted] = useState(NOTHING);
  const running = useImport(wanted);
  const isReady =
    wanted.file !== null && (wanted.kind === "annotations" || wanted.modelName.trim() !== "");
  const change = (part: Partial<Wanted>) => {
    setWanted({ ...wanted, ...part });
    // What was checked is no longer what is chosen.
    running.reset();
  };
  return (
    <Dialog
      wide
      title="Import boxes"
      onClose={onClose}
      actions={<Actions running={running} isReady={isReady} onClose={onClose} />}
    >
      <Fields wanted={wanted} disabled={running.isBusy} onChange={change} />
      {running.error && <ErrorNote error={running.error} />}
      {running.job && running.job.state !== "succeeded" && <Progress job={running.job} />}
      {running.report && <Outcome report={running.report} isDryRun={running.isDryRun} />}
    </Dialog>
  );
}

const Progress = ({ job }: { job: Job }) => <JobProgress job={job} canCancel />;

type FieldsProps = {
  wanted: Wanted;
  disabled: boolean;
  onChange: (part: Partial<Wanted>) => void;
};

function Fields({ wanted, disabled, onChange }: FieldsProps) {
  const isAnnotations = wanted.kind === "annotations";
  return (
    <>
      <Choices
        legend="What the file holds"
        value={wanted.kind}
        choices={KINDS}
        disabled={disabled}
        onChange={(kind) => onChange({ kind })}
      />
      <FileChooser
        label={isAnnotations ? "COCO file, or a ZIP of YOLO or VOC files" : "COCO results"}
        accept=".json,application/json,.zip,.xml"
        file={wanted.file}
        disabled={disabled}
        onChoose={(file) => onChange({ file })}
      />
      {isAnnotations ? (
        <CheckField
          label="A person has checked these boxes"
          hint="Their images count as finished, and the detector learns from them. Otherwise they stay in the queue."
          checked={wanted.state === "done"}
          disabled={disabled}
          onChange={(isChecked) => onChange({ state: isChecked ? "done" : "todo" })}
        />
      ) : (
        <TextField
          label="Name of the model"
          hint="The predictions are listed under this name among the models."
          maxLength={100}
          value={wanted.modelName}
          disabled={disabled}
          onChange={(event) => onChange({ modelName: event.target.value })}
        />
      )}
    </>
  );
}

type ActionsProps = { running: Running; isReady: boolean; onClose: () => void };

function Actions({ running, isReady, onClose }: ActionsProps) {
  const { isBusy, isDryRun, report, start } = running;
  if (report && !isDryRun) {
    return (
      <Button variant="primary" onClick={onClose}>
        Done
      </Button>
    );
  }
  const isChecked = report !== null;
  return (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button
        variant={isChecked ? "plain" : "primary"}
        busy={isBusy && isDryRun}
        disabled={!isReady || isBusy}
        onClick={() => start(true)}
      >
        Check the file
      </Button>
      <Button
        variant={isChecked ? "primary" : "plain"}
        busy={isBusy && !isDryRun}
        disabled={!isChecked}
        onClick={() => start(false)}
      >
        Import
      </Button>
    </>
  );
}

function Outcome({ report, isDryRun }: { report: ImportReport; isDryRun: boolean }) {
  return (
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
  );
}
