/** What can be done with the chosen images. It lies over the page, so that nothing moves when it comes. */

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { jobQuery } from "../../api/jobs.ts";
import { steps } from "../../api/steps.ts";
import type { BulkAction, BulkRequest } from "../../api/types.ts";
import { Button, buttonClass, IconButton } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuLine } from "../../components/Menu.tsx";
import { count } from "../../format.ts";
import { OpenJob } from "../../jobs/JobProgress.tsx";
import { isOpen } from "../../jobs/polling.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { type Chosen, LEAST_ROLE, TITLE } from "./bulk-words.ts";
import { type Filters, queryOf } from "./filters.ts";
import { all, NOTHING, type Selection } from "./selection.ts";

type Props = {
  ids: readonly number[];
  filters: Filters;
  selection: Selection;
  onSelect: (next: Selection) => void;
  /** To what the detector does on an image. */
  onInside: (image: number) => void;
};

export function SelectionBar({ ids, filters, selection, onSelect, onInside }: Props) {
  const project = useProject();
  const [action, setAction] = useState<Chosen | null>(null);
  const [job, setJob] = useState<number | null>(null);
  const chosen = useChosen(ids, filters, selection);
  const may = (wanted: Chosen) => hasRole(project, LEAST_ROLE[wanted]);
  const done = (what: BulkAction) => {
    if (what.job !== null) setJob(what.job);
    onSelect(NOTHING);
  };
  const amount = selection.ids.size;
  const inside = () => {
    const [image] = selection.ids;
    if (image !== undefined) onInside(image);
  };
  return (
    <>
      {amount > 0 && (
        <div className="selection-bar" role="toolbar" aria-label="Chosen images">
          <strong className="selection-count" role="status">
            {count(amount)} chosen
          </strong>
          {amount < ids.length && (
            <Button variant="quiet" onClick={() => onSelect(all(ids))}>
              All {count(ids.length)}
            </Button>
          )}
          {QUICK.filter(may).map((each) => (
            <Button
              key={each}
              variant={each === "finish" ? "primary" : "plain"}
              icon={ICON[each]}
              onClick={() => setAction(each)}
            >
              {TITLE[each]}
            </Button>
          ))}
          {(amount === 1 || MORE.some(may)) && (
            <Menu label="More" triggerClass={buttonClass()} trigger={<More />}>
              {amount === 1 && (
                <MenuItem icon="model" onSelect={inside} after={<kbd>I</kbd>}>
                  Inside the detector
                </MenuItem>
              )}
              {MORE.filter(may).map((each) => (
                <MenuItem
                  key={each}
                  icon={ICON[each]}
                  danger={each.startsWith("delete")}
                  onSelect={() => setAction(each)}
                >
                  {TITLE[each]}
                </MenuItem>
              ))}
              <MenuLine />
              <div className="menu-note">
                Images never change between training and hold-out: a model cannot be measured on
                what it was trained on.
              </div>
            </Menu>
          )}
          <IconButton icon="close" label="Choose nothing" onClick={() => onSelect(NOTHING)} />
        </div>
      )}
      {job !== null && <Running id={job} onEnd={() => setJob(null)} isRaised={amount > 0} />}
      {action && (
        <BulkDialog
          key={action}
          action={action}
          selection={chosen}
          category={filters.category ? Number(filters.category.split(",")[0]) : undefined}
          onClose={() => setAction(null)}
          onDone={done}
        />
      )}
    </>
  );
}

const QUICK: readonly Chosen[] = ["finish", "skip", "reopen"];
const MORE: readonly Chosen[] = ["review", "first", "relabel", "delete_boxes", "delete_images"];
const ICON = {
  finish: "check",
  skip: "skip",
  reopen: "clock",
  review: "question",
  first: "arrowRight",
  relabel: "tag",
  delete_boxes: "box",
  delete_images: "trash",
} as const;

const More = () => (
  <>
    More
    <Icon name="chevron" size={14} />
  </>
);

/** By the filters where everything is chosen: the server then sees the same question as the person. */
function useChosen(
  ids: readonly number[],
  filters: Filters,
  selection: Selection,
): NonNullable<BulkRequest["selection"]> {
  return useMemo(() => {
    if (selection.ids.size === ids.length) return { filters: queryOf(filters) };
    return { steps: steps(ids.filter((id) => selection.ids.has(id))) };
  }, [ids, filters, selection]);
}

type RunningProps = { id: number; onEnd: () => void; isRaised: boolean };

/** A large change on its way; its end is told by the project's news. */
function Running({ id, onEnd, isRaised }: RunningProps) {
  const { data: job } = useQuery(jobQuery(id));
  if (!job) return null;
  if (!isOpen(job)) {
    queueMicrotask(onEnd);
    return null;
  }
  return (
    <div className="bulk-running" data-raised={isRaised || undefined}>
      <OpenJob job={job} canCancel />
    </div>
  );
}
