/** Why the detector suggested the selected box, or why it did not, in short; the page has all stages. */

import { Link } from "@tanstack/react-router";
import type { Box } from "../../../../core/document.ts";
import type { Missing } from "../../../api/trace.ts";
import type { Project } from "../../../api/types.ts";
import { buttonClass } from "../../../components/Button.tsx";
import { searchFor } from "../../trace/search.ts";
import { useEditor } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { Reasons } from "./Reasons.tsx";
import "./inside.css";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly image: number;
}

export default function InsideTab({ project, workbench, image }: Props) {
  const selection = useEditor(workbench.editor, (snapshot) => snapshot.selection);
  const boxes = useEditor(workbench.editor, (snapshot) => snapshot.boxes);
  const selected = boxes.filter(({ key }) => selection.has(key));
  const [box] = selected;
  const asked = selected.length === 1 && box !== undefined ? askedAbout(box) : null;
  return (
    <div className="editor-inside" data-testid="inside">
      <header className="editor-tab-head">
        <Link
          to="/projects/$projectId/images/$imageId/trace"
          params={{ projectId: String(project.id), imageId: String(image) }}
          search={searchFor(asked)}
          className={buttonClass({ size: "small" })}
        >
          All six stages
        </Link>
      </header>
      {asked === null ? (
        <p className="editor-empty editor-tab-empty">
          Select one box to see why the detector suggests it, or why it does not.
        </p>
      ) : (
        <Reasons image={image} asked={asked} categories={project.categories} />
      )}
    </div>
  );
}

const askedAbout = ({ x1, y1, x2, y2, category }: Box): Missing => ({
  box: [x1, y1, x2, y2],
  category,
});
