/** What to show, in which order. Every change goes to the address. */

import { Link } from "@tanstack/react-router";
import { useEffect, useId, useState } from "react";
import { Button, buttonClass } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { STATE_NAME } from "../../components/StateBadge.tsx";
import { count } from "../../format.ts";
import { PickButton } from "../../upload/PickButton.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { type Filters, isNarrowed, NO_FILTERS, type Ordering, STATES, toggled } from "./filters.ts";

const ORDER_NAME: Record<Ordering, string> = {
  id: "Oldest first",
  "-id": "Newest first",
  "-priority": "Most useful first",
  file_name: "By name",
};

const SPLIT_NAME = { train: "For training", holdout: "Hold-out" } as const;

type Props = {
  filters: Filters;
  onChange: (filters: Filters) => void;
  shown: number;
  hasMore: boolean;
};

export function FilterBar({ filters, onChange, shown, hasMore }: Props) {
  const project = useProject();
  const narrowed = isNarrowed(filters);
  return (
    <div className="filter-bar">
      <h1 className="visually-hidden">Images</h1>
      <fieldset className="states">
        <legend className="visually-hidden">State</legend>
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            className="state-toggle"
            aria-pressed={filters.states.includes(state)}
            onClick={() => onChange({ ...filters, states: toggled(filters.states, state) })}
          >
            {STATE_NAME[state]} <span className="soft">{count(project.counts[state])}</span>
          </button>
        ))}
      </fieldset>
      <Pick
        label="Category"
        value={String(filters.category ?? "")}
        options={[
          ["", "All categories"],
          ...project.categories.map(({ id, name }): [string, string] => [String(id), name]),
        ]}
        onPick={(value) => onChange({ ...filters, category: value ? Number(value) : null })}
      />
      <Pick
        label="Split"
        value={filters.split ?? ""}
        options={[["", "Both splits"], ...Object.entries(SPLIT_NAME)]}
        onPick={(value) => onChange({ ...filters, split: (value || null) as Filters["split"] })}
      />
      <Pick
        label="Order"
        value={filters.ordering}
        options={Object.entries(ORDER_NAME)}
        onPick={(value) => onChange({ ...filters, ordering: value as Ordering })}
      />
      <SearchBox value={filters.search} onSearch={(search) => onChange({ ...filters, search })} />
      {narrowed && (
        <Button
          variant="quiet"
          icon="close"
          onClick={() => onChange({ ...NO_FILTERS, ordering: filters.ordering })}
        >
          Clear
        </Button>
      )}
      <div className="filter-end">
        <span className="soft small" role="status">
          {narrowed ? found(shown, hasMore) : `${count(project.counts.images)} in all`}
        </span>
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

const found = (shown: number, hasMore: boolean) => `${count(shown)}${hasMore ? "+" : ""} found`;

type PickProps = {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onPick: (value: string) => void;
};

function Pick({ label, value, options, onPick }: PickProps) {
  return (
    <select
      className="input select filter-pick"
      aria-label={label}
      value={value}
      onChange={(event) => onPick(event.target.value)}
    >
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}

const PAUSE = 300;

/** Asks the server once the person pauses. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);

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
