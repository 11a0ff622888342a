/** Which model makes the suggestions: promoted by hand, or the one before again. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { promoteModel, rollBack } from "../../api/models.ts";
import type { Model } from "../../api/types.ts";
import { Confirm } from "../../components/Dialog.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { useProject } from "../project/project-context.ts";
import { modelName } from "./naming.ts";

function useSwitch(change: () => Promise<Model>, onClose: () => void) {
  const project = useProject();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (model) => {
      onClose();
      toast(`${modelName(model)} makes the suggestions now.`);
      await cache.invalidateQueries({ queryKey: ["project", project.id] });
    },
    onError: () => {},
  });
}

export function PromoteDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const switching = useSwitch(() => promoteModel(model.id), onClose);
  return (
    <Confirm
      title={`Promote ${modelName(model)}?`}
      action="Promote"
      busy={switching.isPending}
      onConfirm={() => switching.mutate()}
      onClose={onClose}
    >
      <p>
        It makes the suggestions from now on, and looks at the open images anew. Boxes that people
        have confirmed stay as they are, and the model before stays in the list.
      </p>
      {switching.isError && <ErrorNote error={switching.error} />}
    </Confirm>
  );
}

export function RollBackDialog({ active, onClose }: { active: Model; onClose: () => void }) {
  const project = useProject();
  const switching = useSwitch(() => rollBack(project.id), onClose);
  return (
    <Confirm
      title="Roll back?"
      action="Roll back"
      busy={switching.isPending}
      onConfirm={() => switching.mutate()}
      onClose={onClose}
    >
      <p>
        The model that {modelName(active)} replaced makes the suggestions again. {modelName(active)}{" "}
        stays in the list and can be promoted again.
      </p>
      {switching.isError && <ErrorNote error={switching.error} />}
    </Confirm>
  );
}
