/** Does one thing to many images, tells how it went, and takes it back. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { startBulk } from "../../api/bulk.ts";
import type { BulkAction, BulkRequest } from "../../api/types.ts";
import { toast } from "../../components/toasts.ts";
import { useProject } from "../project/project-context.ts";
import { canUndo, told } from "./bulk-words.ts";

type Order = BulkRequest & { id: string; count?: number };

/** onDone: what was started, finished or as a job */
export function useBulk(onDone?: (done: BulkAction) => void) {
  const { id: project } = useProject();
  const cache = useQueryClient();
  const refresh = () =>
    Promise.all(
      ["images", "bulk-actions", "statistics", "batch", "jobs"]
        .map((part) => cache.invalidateQueries({ queryKey: ["project", project, part] }))
        .concat(cache.invalidateQueries({ queryKey: ["project", project], exact: true })),
    );
  const bulk = useMutation({
    mutationFn: (order: Order) => startBulk(project, order),
    onSuccess: (done) => {
      void refresh();
      if (done.job === null) tell(done);
      else toast("This takes a while: the progress is below.", { tone: "plain" });
      onDone?.(done);
    },
    // Images that were counted may have changed: the number is looked at again.
    onError: () => void cache.invalidateQueries({ queryKey: ["project", project, "images"] }),
  });
  const undo = (done: Pick<BulkAction, "id">) =>
    bulk.mutate({ id: crypto.randomUUID(), action: "undo", undoes: done.id });
  const tell = (done: BulkAction) => {
    const action = canUndo(done) ? { label: "Undo", run: () => undo(done) } : undefined;
    toast(told(done), { action });
  };
  return { bulk, undo };
}
