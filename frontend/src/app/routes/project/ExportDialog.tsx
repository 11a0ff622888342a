/** Makes a file of the boxes, and keeps those that were made before at hand. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { exportsQuery, startExport } from "../../api/files.ts";
import { jobsQuery } from "../../api/jobs.ts";
import type { ExportFile, ExportReport, ImageState } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { CheckField, type Choice, Choices } from "../../components/Field.tsx";
import { ErrorNote, Note, Skeleton } from "../../components/feedback.tsx";
import { Icon } from "../../components/Icon.tsx";
import { STATE_NAME } from "../../components/StateBadge.tsx";
import { ago, bytes, counted } from "../../format.ts";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/useJob.ts";
import { hasRole, useProject } from "./project-context.ts";

type Format = "coco" | "yolo" | "voc" | "coco_results";

const FORMATS: Choice<Format>[] = [
  { value: "coco", title: "COCO", text: "One JSON file. What most training code reads." },
  { value: "yolo", title: "YOLO", text: "A text file for each image, and data.yaml." },
  { value: "voc", title: "Pascal VOC", text: "An XML file for each image." },
  {
    value: "coco_results",
    title: "COCO results",
    text: "The current model's suggestions with their scores, for evaluation elsewhere.",
  },
];

const FORMAT_NAME: Record<string, string> = Object.fromEntries(
  FORMATS.map(({ value, title }) => [value, title]),
);

export function ExportDialog({ onClose }: { onClose: () => void }) {
  const project = useProject();
  const cache = useQueryClient();
  const [format, setFormat] = useState<Format>("coco");
  const [onlyDone, setOnlyDone] = useState(true);
  const [withImages, setWithImages] = useState(false);
  const starting = useMutation({
    mutationFn: () => {
      const states: ImageState[] = onlyDone ? ["done"] : ["done", "todo", "returned", "skipped"];
      return startExport(project.id, { format, states, with_images: withImages });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: jobsQuery(project.id).queryKey }),
    onError: () => {},
  });
  const job = useJob(starting.data);

  return (
    <Dialog
      wide
      title="Export"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            icon="download"
            busy={starting.isPending || (job !== null && job.finished_at === null)}
            onClick={() => starting.mutate()}
          >
            Make the file
          </Button>
        </>
      }
    >
      <Choices legend="Format" columns value={format} choices={FORMATS} onChange={setFormat} />
      <div className="stack-small">
        <CheckField
          label="Only finished images"
          hint="Boxes that a person has confirmed. Finished images without boxes are in it too."
          checked={onlyDone}
          onChange={setOnlyDone}
        />
        <CheckField
          label="With the images, as a ZIP file"
          checked={withImages}
          onChange={setWithImages}
        />
      </div>
      {starting.isError && <ErrorNote error={starting.error} />}
      {job && job.state !== "succeeded" && (
        <JobProgress job={job} canCancel={hasRole(project, "manager")} />
      )}
      {job?.state === "succeeded" && <Ready report={job.result as ExportReport} />}
      <MadeFiles newest={(job?.result as ExportReport | null)?.export ?? null} />
    </Dialog>
  );
}

function Ready({ report }: { report: ExportReport }) {
  const leftOut = Object.entries(report.left_out) as [ImageState, number][];
  return (
    <Note tone="good" icon="check">
      <p>
        The file is ready: {counted(report.images, "image")} with{" "}
        {counted(report.boxes, "box", "boxes")}.
      </p>
      {leftOut.map(([state, images]) => (
        <p key={state}>
          Left out: {counted(images, "image")} in the state “{STATE_NAME[state]}”.
        </p>
      ))}
      {report.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Note>
  );
}

/** All files that were made, and among them the one that somebody waits for. */
function MadeFiles({ newest }: { newest: number | null }) {
  const project = useProject();
  const { data, error } = useQuery(exportsQuery(project.id));
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton height={44} />;
  if (data.length === 0) return null;
  return (
    <div>
      <h3>Files</h3>
      <ul className="file-list">
        {data.slice(0, 8).map((file) => (
          <FileLine key={file.id} file={file} isNewest={file.id === newest} />
        ))}
      </ul>
    </div>
  );
}

function FileLine({ file, isNewest }: { file: ExportFile; isNewest: boolean }) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isNewest) line.current?.scrollIntoView({ block: "nearest" });
  }, [isNewest]);
  return (
    <li ref={line} className="file-line">
      <Icon name="file" />
      <span className="file-line-text">
        <span className="truncate">{file.file_name}</span>
        <span className="soft">
          {FORMAT_NAME[file.format] ?? file.format} · {bytes(file.byte_size)} ·{" "}
          {ago(file.created_at)}
        </span>
      </span>
      <a
        className={buttonClass({ size: "small", variant: isNewest ? "primary" : "plain" })}
        href={file.file}
        download={file.file_name}
      >
        Download
        <span className="visually-hidden"> {file.file_name}</span>
      </a>
    </li>
  );
}
