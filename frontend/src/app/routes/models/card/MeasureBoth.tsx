/** A fair comparison takes the same images and labels for both: those of today. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { measureModel } from "../../../api/cards.ts";
import type { Model } from "../../../api/types.ts";
import { Button } from "../../../components/Button.tsx";
import { ErrorNote } from "../../../components/feedback.tsx";
import { toast } from "../../../components/toasts.ts";
import { hasRole, useProject } from "../../project/project-context.ts";

export function MeasureBoth({ models }: { models: readonly Model[] }) {
  const project = useProject();
  const cache = useQueryClient();
  const measuring = useMutation({
    mutationFn: () => Promise.all(models.map(({ id }) => measureModel(id))),
    onSuccess: async () => {
      toast("Both models look at the hold-out again.");
      await cache.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
    },
    onError: () => {},
  });
  if (!hasRole(project, "manager") || models.some(({ origin }) => origin === "imported")) {
    return null;
  }
  return (
    <div className="model-card-wide measure-now">
      {measuring.isError && <ErrorNote error={measuring.error} />}
      <Button icon="monitor" busy={measuring.isPending} onClick={() => measuring.mutate()}>
        Measure both on the hold-out as labelled now
      </Button>
    </div>
  );
}
