import { useEffect, useRef } from "react";
import type { ImportReport } from "../../api/types.ts";
import { Note } from "../../components/feedback.tsx";
import { count } from "../../format.ts";

/** What an import did, or would do. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const { missing, categories_added: added, notes } = report;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={top} className="stack-small">
      <dl className="facts">
        <dt>Images found in the project</dt>
        <dd>{count(report.images_matched)}</dd>
        <dt>Images that are not here</dt>
        <dd>{count(report.images_missing)}</dd>
        <dt>Boxes</dt>
        <dd>{count(report.boxes || report.predicted_boxes)}</dd>
        {report.already_there > 0 && (
          <>
            <dt>Boxes that were here before</dt>
            <dd>{count(report.already_there)}</dd>
          </>
        )}
        <dt>Boxes cut at the edge of their image</dt>
        <dd>{count(report.clamped)}</dd>
        <dt>Boxes left out</dt>
        <dd>{count(report.dropped)}</dd>
        {added.length > 0 && (
          <>
            <dt>New categories</dt>
            <dd>{added.join(", ")}</dd>
          </>
        )}
      </dl>
      {missing.length > 0 && (
        <details className="small">
          <summary>Names of images that are not here</summary>
          <ul className="name-list">
            {missing.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </details>
      )}
      {notes.map((note) => (
        <Note key={note} tone="warn" icon="warning">
          <p>{note}</p>
        </Note>
      ))}
    </div>
  );
}
