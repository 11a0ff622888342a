/** Views under a name: one's own, and those that the project shares. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asApiError } from "../../api/problem.ts";
import type { SavedView } from "../../api/types.ts";
import { changeView, deleteView, saveView, viewsQuery } from "../../api/views.ts";
import { Button, buttonClass, IconButton } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { CheckField, TextField } from "../../components/Field.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem, MenuLine, MenuSwitch } from "../../components/Menu.tsx";
import { toast } from "../../components/toasts.ts";
import { hasRole, useProject } from "../project/project-context.ts";
import { type Filters, filtersOf, sameFilters } from "./filters.ts";
import { RecentDialog } from "./RecentDialog.tsx";

type Props = { filters: Filters; onPick: (filters: Filters) => void };

export function ViewsMenu({ filters, onPick }: Props) {
  const project = useProject();
  const { data: views = [] } = useQuery(viewsQuery(project.id));
  const [open, setOpen] = useState<"save" | "manage" | "recent" | null>(null);
  const current = views.find(({ query }) => sameFilters(filtersOf(query), filters));
  return (
    <>
      <Menu
        label="Views"
        align="start"
        triggerClass={buttonClass()}
        trigger={
          <>
            <span className="views-name">{current?.name ?? "Views"}</span>
            <Icon name="chevron" size={14} />
          </>
        }
      >
        {views.map((view) => (
          <MenuSwitch
            key={view.id}
            isOn={view === current}
            onSelect={() => onPick(filtersOf(view.query))}
            after={view.is_shared ? <Icon name="users" size={14} /> : undefined}
          >
            {view.name}
          </MenuSwitch>
        ))}
        {views.length > 0 && <MenuLine />}
        <MenuItem icon="plus" onSelect={() => setOpen("save")}>
          Save this view
        </MenuItem>
        {views.length > 0 && (
          <MenuItem icon="pencil" onSelect={() => setOpen("manage")}>
            Manage views
          </MenuItem>
        )}
        <MenuItem icon="clock" onSelect={() => setOpen("recent")}>
          Changes of many images
        </MenuItem>
      </Menu>
      {open === "save" && <SaveDialog filters={filters} onClose={() => setOpen(null)} />}
      {open === "manage" && (
        <ManageDialog views={views} filters={filters} onClose={() => setOpen(null)} />
      )}
      {open === "recent" && <RecentDialog onClose={() => setOpen(null)} />}
    </>
  );
}

function useRefresh() {
  const project = useProject();
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: viewsQuery(project.id).queryKey });
}

function SaveDialog({ filters, onClose }: { filters: Filters; onClose: () => void }) {
  const project = useProject();
  const refresh = useRefresh();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const saving = useMutation({
    mutationFn: () =>
      saveView(project.id, {
        name: name.trim(),
        query: filters as Record<string, string>,
        is_shared: isShared,
      }),
    onSuccess: async () => {
      await refresh();
      toast(`The view “${name.trim()}” is saved.`);
      onClose();
    },
    onError: () => {},
  });
  return (
    <Dialog
      title="Save this view"
      onClose={onClose}
      onSubmit={() => name.trim() && saving.mutate()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={saving.isPending} disabled={!name.trim()}>
            Save
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        maxLength={100}
        value={name}
        hint="Keeps the filters and the order. The address of this page does too, if you want to send it to somebody."
        error={saving.isError ? asApiError(saving.error).message : null}
        onChange={(event) => setName(event.target.value)}
      />
      {hasRole(project, "manager") && (
        <CheckField
          label="Share it with everybody in this project"
          checked={isShared}
          onChange={setShared}
        />
      )}
    </Dialog>
  );
}

type ManageProps = { views: readonly SavedView[]; filters: Filters; onClose: () => void };

function ManageDialog({ views, filters, onClose }: ManageProps) {
  return (
    <Dialog title="Views" onClose={onClose} wide>
      <ul className="view-list">
        {views.map((view) => (
          <ViewRow key={view.id} view={view} filters={filters} />
        ))}
      </ul>
    </Dialog>
  );
}

function ViewRow({ view, filters }: { view: SavedView; filters: Filters }) {
  const isManager = hasRole(useProject(), "manager");
  const refresh = useRefresh();
  const [name, setName] = useState(view.name);
  const changing = useMutation({
    mutationFn: (body: Parameters<typeof changeView>[1]) => changeView(view.id, body),
    onSuccess: refresh,
  });
  const deleting = useMutation({ mutationFn: () => deleteView(view.id), onSuccess: refresh });
  const mayChange = view.is_own || (view.is_shared && isManager);
  const rename = () => {
    if (name.trim() && name.trim() !== view.name) changing.mutate({ name: name.trim() });
  };
  return (
    <li className="view-row">
      <input
        className="input"
        aria-label={`Name of the view ${view.name}`}
        maxLength={100}
        value={name}
        disabled={!mayChange}
        onChange={(event) => setName(event.target.value)}
        onBlur={rename}
        onKeyDown={(event) => event.key === "Enter" && rename()}
      />
      <span className="soft small view-owner">{view.is_own ? "yours" : `by ${view.owner}`}</span>
      {isManager && mayChange && (
        <CheckField
          label="Shared"
          checked={view.is_shared}
          onChange={(is_shared) => changing.mutate({ is_shared })}
        />
      )}
      {mayChange && (
        <>
          <Button
            size="small"
            onClick={() => changing.mutate({ query: filters as Record<string, string> })}
          >
            Set to what is shown
          </Button>
          <IconButton
            icon="trash"
            label={`Delete the view ${view.name}`}
            onClick={() => deleting.mutate()}
          />
        </>
      )}
    </li>
  );
}
