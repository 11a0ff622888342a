/** What was done to many images lately, by whom, and the way back. */

import { useQuery } from "@tanstack/react-query";
import { bulkActionsQuery } from "../../api/bulk.ts";
import { sessionQuery } from "../../api/session.ts";
import type { BulkAction } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { ago, dateTime } from "../../format.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { canUndo, TITLE, told } from "./bulk-words.ts";
import { useBulk } from "./useBulk.ts";

export function RecentDialog({ onClose }: { onClose: () => void }) {
  const project = useProject();
  const actions = useQuery(bulkActionsQuery(project.id));
  return (
    <Dialog title="Changes of many images" onClose={onClose} wide>
      {actions.isPending && (
        <Loading>
          <Skeleton height={120} />
        </Loading>
      )}
      {actions.isError && <ErrorNote error={actions.error} onRetry={() => actions.refetch()} />}
      {actions.data?.length === 0 && (
        <p className="soft">
          Nothing yet. Choose images with Space, Shift or Ctrl, and change them together.
        </p>
      )}
      <ul className="recent-list">
        {actions.data?.map((done) => (
          <Recent key={done.id} done={done} />
        ))}
      </ul>
    </Dialog>
  );
}

function Recent({ done }: { done: BulkAction }) {
  const isManager = hasRole(useProject(), "manager");
  const { data: session } = useQuery(sessionQuery);
  const mayUndo = isManager || session?.username === done.author;
  const { bulk, undo } = useBulk();
  return (
    <li className="recent">
      <span className="recent-words">
        <strong>{TITLE[done.action]}</strong>
        <span className="soft small">
          {done.report ? told(done) : "Not ended yet."} {done.author ?? "Somebody"},{" "}
          <time dateTime={done.created_at} title={dateTime(done.created_at)}>
            {ago(done.created_at)}
          </time>
        </span>
      </span>
      {done.is_undone && <span className="soft small">Undone</span>}
      {canUndo(done) && mayUndo && (
        <Button size="small" busy={bulk.isPending} onClick={() => undo(done)}>
          Undo
        </Button>
      )}
    </li>
  );
}
