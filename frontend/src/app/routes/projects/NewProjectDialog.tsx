/** Name and categories: all that a project needs to begin. The rest has defaults in its settings. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asApiError } from "../../api/problem.ts";
import { createProject, projectQuery, projectsQuery } from "../../api/projects.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { CategoryNames } from "./CategoryNames.tsx";
import { withNames } from "./names.ts";

export function NewProjectDialog({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [categories, setCategories] = useState<string[]>([]);
  const [draft, setDraft] = useState("");
  const creating = useMutation({
    mutationFn: () =>
      createProject({ name: name.trim(), categories: withNames(categories, draft) }),
    onSuccess: async (project) => {
      cache.setQueryData(projectQuery(project.id).queryKey, project);
      void cache.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate({ to: "/projects/$projectId", params: { projectId: String(project.id) } });
    },
    onError: () => {},
  });
  const { errors } = asApiError(creating.error);

  return (
    <Dialog
      title="New project"
      onClose={onClose}
      onSubmit={() => name.trim() && creating.mutate()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            busy={creating.isPending}
            disabled={name.trim() === ""}
          >
            Create project
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        maxLength={200}
        placeholder="Blood cells"
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.target.value)}
      />
      <CategoryNames
        names={categories}
        draft={draft}
        onChange={(names, rest) => {
          setCategories(names);
          setDraft(rest);
        }}
      />
      {creating.isError && !errors.name && <ErrorNote error={creating.error} />}
    </Dialog>
  );
}
