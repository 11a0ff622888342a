/** Suggestions class by class: how many are shown, how many are not, and by which threshold. */

import type { ClassShown } from "../../../core/visibility.ts";
import type { Project } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { useTip } from "./keymap-store.ts";
import { Swatch } from "./Swatch.tsx";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export default function ClassList({ project, workbench }: Props) {
  const classes = useEditor(workbench.editor, (snapshot) => snapshot.classes);
  const rows = project.categories.filter(({ id }) => classes.has(id));
  return (
    <ul className="editor-class-thresholds" data-testid="class-thresholds">
      {rows.length === 0 && <li className="soft">No suggestions on this image.</li>}
      {rows.map((category) => (
        <Row
          key={category.id}
          category={category}
          shown={classes.get(category.id) as ClassShown}
          workbench={workbench}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly category: Project["categories"][number];
  readonly shown: ClassShown;
  readonly workbench: Workbench;
}

function Row({ category, shown, workbench }: RowProps) {
  const { editor } = workbench;
  const { id, name, color } = category;
  const more = useTip(`More ${name}`, "threshold.lowerClass");
  const fewer = useTip(`Fewer ${name}`, "threshold.raiseClass");
  const step = (direction: "lower" | "raise") =>
    editor.dispatch({ type: "classStep", category: id, direction });
  return (
    <li>
      <Swatch color={color} isSuggested />
      <span className="truncate editor-class-name">{name}</span>
      <span className="soft">
        {shown.shown}
        <span className="visually-hidden"> shown</span>
        {shown.hidden > 0 && ` of ${shown.shown + shown.hidden}`}
      </span>
      <button
        type="button"
        aria-label={`More ${name}`}
        title={more}
        disabled={shown.hidden === 0}
        onClick={() => step("lower")}
      >
        <Icon name="plus" size={12} />
      </button>
      <button
        type="button"
        aria-label={`Fewer ${name}`}
        title={fewer}
        disabled={shown.shown === 0}
        onClick={() => step("raise")}
      >
        <span aria-hidden="true">−</span>
      </button>
      <Limit
        {...shown}
        reset={() => editor.dispatch({ type: "classThreshold", category: id, threshold: null })}
      />
    </li>
  );
}

function Limit({ threshold, isChosen, reset }: ClassShown & { reset: () => void }) {
  const words = threshold > 1 ? "never" : threshold.toFixed(2);
  if (!isChosen) return <span className="soft editor-limit">{words}</span>;
  return (
    <button
      type="button"
      className="editor-limit editor-limit-own"
      title="Your own. Click for the one of all classes."
      aria-label={`${words}, your own: give it back`}
      onClick={reset}
    >
      {words}
    </button>
  );
}
