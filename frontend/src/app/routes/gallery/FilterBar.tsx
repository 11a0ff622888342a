/** What to show, in which order and how large. Every change goes to the address. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import { membersQuery } from "../../api/projects.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { Popover } from "../../components/Popover.tsx";
import { Segments } from "../../components/Segments.tsx";
import { STATE_NAME } from "../../components/StateBadge.tsx";
import { count } from "../../format.ts";
import { PickButton } from "../../upload/PickButton.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { isSet, KINDS, type Kind, type Names, wordsOf } from "./chips.ts";
import { FilterEditor, useLateText } from "./FilterEditor.tsx";
import {
  changed,
  type Filters,
  isNarrowed,
  NO_FILTERS,
  type Ordering,
  orderingOf,
  STATES,
  statesOf,
  toggleState,
} from "./filters.ts";
import { chooseSize, SIZES, useSize } from "./grid-sizes.ts";
import { ViewsMenu } from "./ViewsMenu.tsx";

const ORDER_NAME: Record<Ordering, string> = {
  id: "Oldest first",
  "-id": "Newest first",
  file_name: "By name",
  "-file_name": "By name, backwards",
  "-priority": "Most doubtful first",
  predicted_seconds: "Least work first",
  "-predicted_seconds": "Most work first",
  "-box_count": "Most boxes first",
  box_count: "Fewest boxes first",
  "-finished_at": "Finished last first",
  finished_at: "Finished first first",
};

type Props = {
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** How many fit; undefined while nobody knows. */
  found: number | undefined;
};

export function FilterBar({ filters, onChange, found }: Props) {
  const project = useProject();
  return (
    <div className="filter-bar">
      <h1 className="visually-hidden">Images</h1>
      <ViewsMenu filters={filters} onPick={onChange} />
      <States filters={filters} onChange={onChange} />
      <SearchBox
        value={filters.search ?? ""}
        onSearch={(search) => onChange(changed(filters, { search }))}
      />
      <Chips filters={filters} onChange={onChange} />
      <div className="filter-end">
        <span className="filter-count soft small" role="status">
          {found === undefined
            ? "Looking"
            : `${count(found)} ${isNarrowed(filters) ? "found" : "in all"}`}
        </span>
        <select
          className="input select filter-pick"
          aria-label="Order"
          value={orderingOf(filters)}
          onChange={(event) => onChange(changed(filters, { ordering: event.target.value }))}
        >
          {Object.entries(ORDER_NAME).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <Sizes />
        {hasRole(project, "manager") && <PickButton project={project.id} />}
        {hasRole(project, "annotator") && (
          <Link
            to="/projects/$projectId/annotate"
            params={{ projectId: String(project.id) }}
            className={buttonClass({ variant: "primary" })}
          >
            Label next
            <Icon name="arrowRight" />
          </Link>
        )}
      </div>
    </div>
  );
}

const Sizes = () => (
  <Segments
    legend="Size of the thumbnails"
    value={useSize()}
    options={SIZES.map((size) => [size, size] as const)}
    onPick={chooseSize}
  />
);

type Part = Pick<Props, "filters" | "onChange">;

function States({ filters, onChange }: Part) {
  const { counts } = useProject();
  const chosen = statesOf(filters);
  return (
    <fieldset className="states">
      <legend className="visually-hidden">State</legend>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          className="state-toggle"
          aria-pressed={chosen.includes(state)}
          onClick={() => onChange(toggleState(filters, state))}
        >
          {STATE_NAME[state]} <span className="soft">{count(counts[state])}</span>
        </button>
      ))}
    </fieldset>
  );
}

type Editing = { kind: Kind; anchor: HTMLElement };

function Chips({ filters, onChange }: Part) {
  const names = useNames();
  const [editing, setEditing] = useState<Editing | null>(null);
  const set = KINDS.filter((kind) => isSet(kind, filters));
  const open = (kind: Kind, anchor: HTMLElement | null | undefined) =>
    anchor && setEditing({ kind, anchor });
  const chips = useId();
  return (
    <div className="chips" id={chips}>
      <Menu
        label="Add a filter"
        align="start"
        triggerClass={buttonClass()}
        trigger={
          <>
            <Icon name="filter" />
            Filter
          </>
        }
      >
        {KINDS.filter((kind) => !isSet(kind, filters)).map((kind) => (
          <MenuItem
            key={kind.id}
            onSelect={() =>
              open(
                kind,
                document.getElementById(chips)?.querySelector<HTMLElement>("[aria-haspopup=menu]"),
              )
            }
          >
            {kind.title}
          </MenuItem>
        ))}
      </Menu>
      {set.map((kind) => (
        <span key={kind.id} className="chip">
          <button
            type="button"
            className="chip-words"
            title="Change this filter"
            onClick={(event) => open(kind, event.currentTarget)}
          >
            {wordsOf(kind, filters, names)}
          </button>
          <button
            type="button"
            className="chip-close"
            aria-label={`Remove the filter ${wordsOf(kind, filters, names)}`}
            onClick={() =>
              onChange(changed(filters, Object.fromEntries(kind.params.map((name) => [name, ""]))))
            }
          >
            <Icon name="close" size={14} />
          </button>
        </span>
      ))}
      {isNarrowed(filters) && (
        <Button
          variant="quiet"
          icon="close"
          onClick={() => onChange(changed(NO_FILTERS, { ordering: orderingOf(filters) }))}
        >
          Clear
        </Button>
      )}
      {editing && (
        <Popover
          key={editing.kind.id}
          label={editing.kind.title}
          anchor={editing.anchor}
          onClose={() => setEditing(null)}
        >
          <FilterEditor
            kind={editing.kind}
            filters={filters}
            onChange={onChange}
            onRemove={() => setEditing(null)}
          />
        </Popover>
      )}
    </div>
  );
}

/** What the numbers of the address stand for; the number itself while nobody knows. */
function useNames(): Names {
  const { id, categories } = useProject();
  const { data: members = [] } = useQuery({ ...membersQuery(id), staleTime: 60_000 });
  const { data: models = [] } = useQuery({ ...modelsQuery(id), staleTime: 60_000 });
  const named =
    <Row,>(rows: readonly Row[], key: (row: Row) => number, say: (row: Row) => string) =>
    (wanted: string) => {
      const row = rows.find((each) => String(key(each)) === wanted);
      return row ? say(row) : `number ${wanted}`;
    };
  return {
    category: named(
      categories,
      (row) => row.id,
      (row) => row.name,
    ),
    person: named(
      members,
      (row) => row.user.id,
      (row) => row.user.username,
    ),
    model: named(
      models,
      (row) => row.id,
      (row) => String(row.number),
    ),
  };
}

/** Asks the server once the person pauses. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useLateText(value, onSearch);
  return (
    <div className="search-box">
      <Icon name="search" size={16} />
      <label className="visually-hidden" htmlFor={id}>
        Search by file name
      </label>
      <input
        id={id}
        type="search"
        className="input"
        placeholder="File name"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}
