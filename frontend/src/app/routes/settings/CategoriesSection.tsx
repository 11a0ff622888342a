/** The categories with their colours and keys. Each change is saved at once. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  addCategory,
  type CategoryChange,
  projectQuery,
  updateCategory,
} from "../../api/projects.ts";
import type { Category } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { CategoryRow } from "./CategoryRow.tsx";
import { changesFor, holderOf } from "./hotkeys.ts";

export type Change = { id: number } & CategoryChange;

function useCategoryChanges() {
  const project = useProject();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly Change[]) => {
      for (const { id, ...change } of changes) await updateCategory(id, change);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: projectQuery(project.id).queryKey }),
    onError: () => {},
  });
}

export function CategoriesSection() {
  const { categories, ...project } = useProject();
  const changing = useCategoryChanges();
  const [isShowingArchived, setIsShowingArchived] = useState(false);
  const isManager = hasRole({ ...project, categories }, "manager");
  const archived = categories.filter((category) => category.archived).length;
  const shown = categories.filter((category) => isShowingArchived || !category.archived);

  const chooseKey = (category: Category, key: string) => {
    const holder = holderOf(categories, key, category.id);
    changing.mutate(changesFor(categories, category.id, key), {
      onSuccess: () => holder && toast(`${key} was the key of ${holder.name}; it is changed too.`),
    });
  };

  return (
    <section className="card settings-section" id="categories" aria-labelledby="categories-title">
      <div className="card-head">
        <div>
          <h2 id="categories-title">Categories</h2>
          <p className="soft small">
            What boxes can be. Keys choose them in the editor; the number is the id in exports and
            never changes.
          </p>
        </div>
      </div>
      {changing.isError && <ErrorNote error={changing.error} />}
      {shown.length > 0 && (
        <div className="table-frame">
          <table className="table category-table">
            <thead>
              <tr>
                <th>Colour</th>
                <th>Name</th>
                <th>Key</th>
                <th className="number">Boxes</th>
                <th className="number">Id</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((category) => (
                <CategoryRow
                  key={category.id}
                  category={category}
                  all={categories}
                  disabled={!isManager}
                  onChange={(change) => changing.mutate([{ id: category.id, ...change }])}
                  onKey={(key) => chooseKey(category, key)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="category-foot">
        {isManager && <NewCategory project={project.id} />}
        {archived > 0 && (
          <Button variant="quiet" onClick={() => setIsShowingArchived(!isShowingArchived)}>
            {isShowingArchived ? "Hide archived" : `Show archived (${archived})`}
          </Button>
        )}
      </div>
    </section>
  );
}

function NewCategory({ project }: { project: number }) {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const adding = useMutation({
    mutationFn: () => addCategory(project, { name: name.trim() }),
    onSuccess: async () => {
      setName("");
      await cache.invalidateQueries({ queryKey: projectQuery(project).queryKey });
    },
    onError: () => {},
  });
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) adding.mutate();
      }}
    >
      <input
        className="input"
        aria-label="Name of a new category"
        placeholder="New category"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" icon="plus" busy={adding.isPending} disabled={!name.trim()}>
        Add
      </Button>
      {adding.isError && <ErrorNote error={adding.error} />}
    </form>
  );
}
