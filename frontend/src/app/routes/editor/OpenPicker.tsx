/** Search a class: type, and Enter gives the first one found. Recent classes come first. */

import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { givable, hotkeys } from "../../../core/categories.ts";
import type { Rect } from "../../../core/geometry.ts";
import type { Category, Project } from "../../api/types.ts";
import { Floating } from "./Floating.tsx";
import { foundCategories } from "./found-categories.ts";
import { Swatch } from "./Swatch.tsx";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly host: HTMLElement;
  readonly anchor: Rect;
  readonly onClose: () => void;
}

export default function OpenPicker({ project, workbench, host, anchor, onClose }: Props) {
  const { editor } = workbench;
  const [wanted, setWanted] = useState("");
  const [place, setPlace] = useState(0);
  const recent = useEditor(editor, (snapshot) => snapshot.recentCategories);
  const count = useEditor(editor, (snapshot) => snapshot.selection.size);
  const categories = useMemo(() => givable(project.categories) as Category[], [project.categories]);
  const found = foundCategories(categories, recent, wanted);
  const id = useId();

  const choose = (category: Category | undefined) => {
    if (category === undefined) return;
    editor.dispatch({ type: "category", category: category.id });
    onClose();
  };
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setPlace((place + step + found.length) % Math.max(found.length, 1));
    else if (event.key === "Enter") choose(found[place]);
    else return;
    event.preventDefault();
  };

  return (
    <Floating
      {...{ host, anchor, onClose }}
      className="editor-picker"
      role="dialog"
      label={count > 0 ? "Class of the selection" : "Class of the next box"}
      onKeyDown={pressed}
    >
      <input
        type="search"
        role="combobox"
        className="editor-search"
        placeholder={count > 0 ? "Class of the selection" : "Class of the next box"}
        aria-label="Search a class"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[place] === undefined ? undefined : `${id}-${place}`}
        value={wanted}
        onChange={(event) => {
          setWanted(event.target.value);
          setPlace(0);
        }}
      />
      <Options {...{ id, project, found, place, choose }} />
    </Floating>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly project: Project;
  readonly found: readonly Category[];
  readonly place: number;
  readonly choose: (category: Category) => void;
}

function Options({ id, project, found, place, choose }: OptionsProps) {
  const keys = useMemo(() => hotkeys(project.categories), [project.categories]);
  const intoSight = (option: HTMLElement | null) => option?.scrollIntoView({ block: "nearest" });
  return (
    <div id={id} role="listbox" aria-label="Classes" className="editor-picker-list">
      {found.map((category, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, by aria-activedescendant.
        <div
          key={category.id}
          id={`${id}-${at}`}
          ref={at === place ? intoSight : null}
          role="option"
          aria-selected={at === place}
          className="editor-picker-option"
          onClick={() => choose(category)}
        >
          <Swatch color={category.color} />
          <span className="truncate">{category.name}</span>
          {keys.has(category.id) && <kbd>{keys.get(category.id)}</kbd>}
        </div>
      ))}
      {found.length === 0 && (
        <p className="editor-empty">No class of that name. The settings of the project add one.</p>
      )}
    </div>
  );
}
