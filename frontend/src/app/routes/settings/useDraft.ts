import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asApiError } from "../../api/problem.ts";
import { projectQuery, projectsQuery, updateProject } from "../../api/projects.ts";
import type { ProjectSettings } from "../../api/types.ts";
import { toast } from "../../components/toasts.ts";
import { useProject } from "../project/project-context.ts";

type Name = keyof ProjectSettings;

export type Draft = ReturnType<typeof useDraft>;

/** Settings as edited and not yet saved. Only what was changed is sent, so two managers do not undo each other. */
export function useDraft() {
  const project = useProject();
  const cache = useQueryClient();
  const [changes, setChanges] = useState<Partial<ProjectSettings>>({});
  const saving = useMutation({
    mutationFn: () => updateProject(project.id, changes),
    onSuccess: (saved) => {
      cache.setQueryData(projectQuery(project.id).queryKey, saved);
      void cache.invalidateQueries({ queryKey: projectsQuery.queryKey });
      void cache.invalidateQueries({ queryKey: ["project", project.id, "statistics"] });
      setChanges({});
      toast("Saved.");
    },
    onError: () => {},
  });

  const set = <N extends Name>(name: N, value: ProjectSettings[N]) => {
    const { [name]: _, ...others } = changes;
    setChanges((value === project[name] ? others : { ...others, [name]: value }) as typeof changes);
  };

  return {
    values: { ...project, ...changes } as ProjectSettings,
    set,
    save: () => saving.mutate(),
    reset: () => {
      setChanges({});
      saving.reset();
    },
    isChanged: Object.keys(changes).length > 0,
    isSaving: saving.isPending,
    error: saving.error,
    errorOf: (name: Name) => asApiError(saving.error).errors[name],
  };
}
