/** The fields of one kind of filter. Each change shows at once. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { modelsQuery } from "../../api/models.ts";
import { membersQuery } from "../../api/projects.ts";
import { Button } from "../../components/Button.tsx";
import { CheckField, SelectField } from "../../components/Field.tsx";
import { useProject } from "../project/project-context.ts";
import { isSet, type Kind, SPLIT_NAME } from "./chips.ts";
import { changed, type Filters, type Param, without } from "./filters.ts";

type Props = { kind: Kind; filters: Filters; onChange: (filters: Filters) => void };
type WithRemove = Props & { onRemove: () => void };

export function FilterEditor({ onRemove, ...props }: WithRemove) {
  const { kind, filters, onChange } = props;
  return (
    <div className="filter-editor">
      <p className="filter-title">{kind.title}</p>
      {kind.hint && <p className="field-hint">{kind.hint}</p>}
      <Fields {...props} />
      {isSet(kind, filters) && (
        <Button
          size="small"
          variant="quiet"
          icon="close"
          onClick={() => {
            onChange(without(filters, kind.params));
            onRemove();
          }}
        >
          Remove this filter
        </Button>
      )}
    </div>
  );
}

function Fields(props: Props) {
  switch (props.kind.look.type) {
    case "span":
    case "share":
    case "days":
      return <Span {...props} />;
    case "categories":
      return <Categories {...props} />;
    case "people":
      return <People {...props} />;
    case "model":
      return <Model {...props} />;
    case "split":
      return <One {...props} empty="Both" options={Object.entries(SPLIT_NAME)} />;
    case "comments":
      return <One {...props} empty="Any" options={[["open", "With open remarks"]]} />;
  }
}

function Span({ kind, filters, onChange }: Props) {
  const [from, to] = kind.params as readonly [Param, Param];
  return (
    <div className="filter-span">
      <Limit label="From" name={from} {...{ kind, filters, onChange }} />
      <Limit label="To" name={to} {...{ kind, filters, onChange }} />
    </div>
  );
}

const PAUSE = 300;

/** Per cent on the screen, shares of one in the address. */
function Limit({ label, name, kind, filters, onChange }: Props & { label: string; name: Param }) {
  const id = useId();
  const { look } = kind;
  const isShare = look.type === "share";
  const scaled = (text: string, by: number) =>
    isShare && text !== "" ? String(Math.round(Number(text) * by * 1e6) / 1e6) : text;
  const given = scaled(filters[name] ?? "", 100);
  const [text, setText] = useLateText(given, (next) =>
    onChange(changed(filters, { [name]: scaled(next, 0.01) })),
  );
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <span className="input-with-unit">
        <input
          id={id}
          className="input"
          type={look.type === "days" ? "date" : "number"}
          min={look.type === "days" ? undefined : 0}
          max={isShare ? 100 : undefined}
          step={look.type === "span" ? look.step : undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {look.type !== "days" && (
          <span className="soft">{look.type === "span" ? look.unit : "%"}</span>
        )}
      </span>
    </div>
  );
}

/** What is typed is shown at once, and told once the person pauses; leaving is a pause too. */
export function useLateText(value: string, onText: (text: string) => void) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const tell = useRef(onText);
  tell.current = onText;
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const waiting = useRef<string | null>(null);
  useEffect(() => {
    if (text === value) return;
    waiting.current = text;
    const timer = setTimeout(() => {
      waiting.current = null;
      tell.current(text);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, value]);
  useEffect(
    () => () => {
      if (waiting.current !== null) tell.current(waiting.current);
    },
    [],
  );
  return [text, setText] as const;
}

const idsIn = (list: string | undefined) => (list ? list.split(",") : []);

function switched(list: string | undefined, id: string, isOn: boolean): string {
  const others = idsIn(list).filter((known) => known !== id);
  return (isOn ? [...others, id] : others).join(",");
}

const CHOICES = [
  { param: "category", title: "Any of", words: "Has" },
  { param: "every_category", title: "All of", words: "Must have" },
  { param: "without_category", title: "None of", words: "Has no" },
] as const;

function Categories({ filters, onChange }: Props) {
  const { categories } = useProject();
  const pick = (id: string, param: Param, isOn: boolean) =>
    onChange(
      changed(
        filters,
        Object.fromEntries(
          CHOICES.map((one) => [
            one.param,
            switched(filters[one.param], id, isOn && one.param === param),
          ]),
        ),
      ),
    );
  if (categories.length === 0) return <p className="soft small">There are no categories yet.</p>;
  return (
    <table className="filter-table">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Category</span>
          </th>
          {CHOICES.map(({ param, title }) => (
            <th key={param} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {categories.map(({ id, name, color }) => (
          <tr key={id}>
            <th scope="row">
              <span className="filter-swatch" style={{ background: color }} />
              {name}
            </th>
            {CHOICES.map(({ param, words }) => (
              <td key={param}>
                <Tick
                  label={`${words} ${name}`}
                  isOn={idsIn(filters[param]).includes(String(id))}
                  onSwitch={(isOn) => pick(String(id), param, isOn)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type TickProps = { label: string; isOn: boolean; onSwitch: (isOn: boolean) => void };

const Tick = ({ label, isOn, onSwitch }: TickProps) => (
  <input
    type="checkbox"
    aria-label={label}
    checked={isOn}
    onChange={(event) => onSwitch(event.target.checked)}
  />
);

function People({ filters, onChange }: Props) {
  const { data: members = [] } = useQuery(membersQuery(useProject().id));
  const chosen = idsIn(filters.finished_by);
  return (
    <div className="filter-list">
      {members.map(({ user }) => (
        <CheckField
          key={user.id}
          label={user.username}
          checked={chosen.includes(String(user.id))}
          onChange={(isOn) =>
            onChange(
              changed(filters, {
                finished_by: switched(filters.finished_by, String(user.id), isOn),
              }),
            )
          }
        />
      ))}
    </div>
  );
}

function Model(props: Props) {
  const { data: models = [] } = useQuery(modelsQuery(useProject().id));
  const options = models.map(({ id, number, is_active }): [string, string] => [
    String(id),
    is_active ? `Model ${number}, in use` : `Model ${number}`,
  ]);
  return <One {...props} empty="Any model" options={options} />;
}

type OneProps = Props & { empty: string; options: readonly (readonly [string, string])[] };

function One({ kind, filters, onChange, empty, options }: OneProps) {
  const [name] = kind.params as readonly [Param];
  return (
    <SelectField
      label={kind.title}
      value={filters[name] ?? ""}
      options={[["", empty], ...options]}
      onChange={(event) => onChange(changed(filters, { [name]: event.target.value }))}
    />
  );
}
