/** What would be done, with its number, before it is done. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { previewQuery } from "../../api/bulk.ts";
import type { BulkAction, BulkRequest } from "../../api/types.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { SelectField, TextField } from "../../components/Field.tsx";
import { ErrorNote, Skeleton } from "../../components/feedback.tsx";
import { useProject } from "../project/project-context.ts";
import { type Chosen, confirmation, foreseen, TITLE } from "./bulk-words.ts";
import { useBulk } from "./useBulk.ts";

type Props = {
  action: Chosen;
  selection: NonNullable<BulkRequest["selection"]>;
  /** What the first category is, where the filters name one. */
  category?: number | undefined;
  onClose: () => void;
  onDone: (done: BulkAction) => void;
};

const BY_CATEGORY: readonly Chosen[] = ["relabel", "delete_boxes"];
const WITH_REASON: readonly Chosen[] = ["skip", "review"];

export function BulkDialog({ action, selection, category, onClose, onDone }: Props) {
  const project = useProject();
  const [from, setFrom] = useState(category ?? project.categories[0]?.id ?? 0);
  const [to, setTo] = useState(0);
  const [reason, setReason] = useState("");
  const body = request(action, selection, { from, to });
  const isReady = action !== "relabel" || (to > 0 && to !== from);
  const preview = useQuery({
    ...previewQuery(project.id, body),
    enabled: isReady,
    placeholderData: keepPreviousData,
  });
  const found = isReady ? preview.data : undefined;
  // One confirmation is one action, however often its request is sent.
  const id = useRef(crypto.randomUUID());
  const { bulk } = useBulk((done) => {
    onDone(done);
    onClose();
  });
  const changes = found ? (BY_CATEGORY.includes(action) ? found.boxes : found.images) : 0;
  const confirm = () => {
    if (!found || changes === 0) return;
    bulk.mutate({
      ...body,
      ...(WITH_REASON.includes(action) && reason.trim() ? { reason: reason.trim() } : {}),
      id: id.current,
      count: found.selected,
    });
  };
  return (
    <Dialog
      title={TITLE[action]}
      onClose={onClose}
      onSubmit={confirm}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant={action.startsWith("delete") ? "danger" : "primary"}
            busy={bulk.isPending || preview.isFetching}
            disabled={changes === 0}
          >
            {found ? confirmation(action, found) : TITLE[action]}
          </Button>
        </>
      }
    >
      {BY_CATEGORY.includes(action) && (
        <Pick label="Boxes of" value={from} onPick={setFrom} but={0} />
      )}
      {action === "relabel" && <Pick label="become" value={to} onPick={setTo} but={from} />}
      {WITH_REASON.includes(action) && (
        <TextField
          label="Reason"
          hint="It stands in the history of each image. It may be left empty."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <div className="bulk-preview" role="status">
        {found
          ? foreseen(action, found).map((sentence) => <p key={sentence}>{sentence}</p>)
          : isReady && !preview.isError && <Skeleton height={44} />}
      </div>
      {preview.isError && <ErrorNote error={preview.error} onRetry={() => preview.refetch()} />}
      {bulk.isError && <ErrorNote error={bulk.error} onRetry={() => preview.refetch()} />}
    </Dialog>
  );
}

function request(
  action: Chosen,
  selection: Props["selection"],
  { from, to }: { from: number; to: number },
): BulkRequest {
  return {
    action,
    selection,
    ...(BY_CATEGORY.includes(action) ? { category: from } : {}),
    ...(action === "relabel" ? { to } : {}),
  };
}

type PickProps = { label: string; value: number; onPick: (id: number) => void; but: number };

function Pick({ label, value, onPick, but }: PickProps) {
  const { categories } = useProject();
  const options = categories
    .filter(({ id, archived }) => id !== but && (!archived || but === 0))
    .map(({ id, name }): [string, string] => [String(id), name]);
  return (
    <SelectField
      label={label}
      value={String(value)}
      options={value === 0 ? [["0", "Choose a category"], ...options] : options}
      onChange={(event) => onPick(Number(event.target.value))}
    />
  );
}
