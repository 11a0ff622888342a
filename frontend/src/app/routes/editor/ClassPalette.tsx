/** The classes with colour, key and count. A click, a digit or a search gives one to the selection. */

import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { givable, hotkeys } from "../../../core/categories.ts";
import type { Category, Project } from "../../api/types.ts";
import { Swatch } from "./Swatch.tsx";
import { useEditor } from "./store.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

/** Fewer classes are seen at a glance. */
const SEARCHED_FROM = 9;

export function ClassPalette({ project, workbench }: Props) {
  const { editor } = workbench;
  const [wanted, setWanted] = useState("");
  const categories = useMemo(() => givable(project.categories) as Category[], [project.categories]);
  const found = categories.filter(({ name }) => matches(name, wanted));

  const choose = (category: number) => {
    editor.dispatch({ type: "category", category });
    setWanted("");
  };
  const typed = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") setWanted("");
    else if (event.key === "Enter" && found[0] !== undefined) choose(found[0].id);
    else return;
    event.preventDefault();
  };

  return (
    <section className="editor-section editor-classes" aria-labelledby="editor-classes">
      <header className="editor-section-head">
        <h2 id="editor-classes">Classes</h2>
        {categories.length >= SEARCHED_FROM && (
          <input
            type="search"
            className="editor-search"
            placeholder="Find"
            aria-label="Find a class"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            onKeyDown={typed}
          />
        )}
      </header>
      {categories.length === 0 ? (
        <NoClasses project={project} />
      ) : (
        <ClassList project={project} workbench={workbench} found={found} choose={choose} />
      )}
    </section>
  );
}

interface ListProps {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly found: readonly Category[];
  readonly choose: (category: number) => void;
}

function ClassList({ project, workbench, found, choose }: ListProps) {
  const current = useEditor(workbench.editor, (snapshot) => snapshot.currentCategory);
  const counts = useEditor(workbench.editor, (snapshot) => snapshot.counts);
  const keys = useMemo(() => hotkeys(project.categories), [project.categories]);
  if (found.length === 0) {
    return (
      <p className="editor-empty">No class of that name. The settings of the project add one.</p>
    );
  }
  return (
    <ul className="editor-class-list">
      {found.map((category) => {
        const { confirmed = 0, predicted = 0 } = counts.get(category.id) ?? {};
        return (
          <li key={category.id}>
            <button
              type="button"
              className="editor-class"
              aria-pressed={category.id === current}
              onClick={() => choose(category.id)}
            >
              <Swatch color={category.color} />
              <span className="truncate editor-class-name">{category.name}</span>
              <span
                className="editor-count"
                title={`${confirmed} confirmed, ${predicted} suggested`}
              >
                {confirmed}
                {predicted > 0 && <span className="soft"> +{predicted}</span>}
                <span className="visually-hidden"> confirmed, {predicted} suggested</span>
              </span>
              <kbd aria-hidden={!keys.has(category.id)}>{keys.get(category.id) ?? " "}</kbd>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function NoClasses({ project }: { project: Project }) {
  return (
    <p className="editor-empty" data-testid="no-classes">
      This project has no classes yet.{" "}
      <Link to="/projects/$projectId/settings" params={{ projectId: String(project.id) }}>
        Add them in the settings
      </Link>{" "}
      and come back.
    </p>
  );
}

const matches = (name: string, wanted: string): boolean =>
  name.toLowerCase().includes(wanted.trim().toLowerCase());
