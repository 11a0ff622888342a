import { useState } from "react";
import type { CategoryChange } from "../../api/projects.ts";
import type { Category } from "../../api/types.ts";
import { IconButton } from "../../components/Button.tsx";
import { count } from "../../format.ts";
import { HOTKEYS, holderOf } from "./hotkeys.ts";

type Props = {
  category: Category;
  all: readonly Category[];
  disabled: boolean;
  onChange: (change: CategoryChange) => void;
  onKey: (key: string) => void;
};

export function CategoryRow({ category, all, disabled, onChange, onKey }: Props) {
  const { name, color, hotkey, archived } = category;
  return (
    <tr className={archived ? "category-archived" : ""}>
      <td>
        <ColorPick
          name={name}
          color={color}
          disabled={disabled}
          onPick={(next) => onChange({ color: next })}
        />
      </td>
      <td>
        <NameInput
          key={name}
          name={name}
          disabled={disabled}
          onRename={(next) => onChange({ name: next })}
        />
      </td>
      <td>
        <select
          className="input select key-pick"
          aria-label={`Key of ${name}`}
          value={archived ? "" : hotkey}
          disabled={disabled || archived}
          onChange={(event) => onKey(event.target.value)}
        >
          <option value="">None</option>
          {HOTKEYS.map((key) => {
            const holder = holderOf(all, key, category.id);
            return (
              <option key={key} value={key}>
                {holder ? `${key} (${holder.name})` : key}
              </option>
            );
          })}
        </select>
      </td>
      <td className="number">{count(category.box_count)}</td>
      <td className="number soft">{category.coco_id}</td>
      <td className="number">
        <IconButton
          icon={archived ? "returned" : "archive"}
          label={
            archived
              ? `Use ${name} again`
              : `Archive ${name}: its boxes stay, no new ones are drawn`
          }
          disabled={disabled}
          onClick={() => onChange({ archived: !archived })}
        />
      </td>
    </tr>
  );
}

type ColorProps = {
  name: string;
  color: string;
  disabled: boolean;
  onPick: (color: string) => void;
};

/** The picker tells every shade on the way; only the last one, on leaving, is saved. */
function ColorPick({ name, color, disabled, onPick }: ColorProps) {
  const [picked, setPicked] = useState<string | null>(null);
  return (
    <input
      type="color"
      className="color-pick"
      aria-label={`Colour of ${name}`}
      value={(picked ?? color).toLowerCase()}
      disabled={disabled}
      onChange={(event) => setPicked(event.target.value)}
      onBlur={() => {
        if (picked && picked !== color.toLowerCase()) onPick(picked);
        setPicked(null);
      }}
    />
  );
}

type NameProps = { name: string; disabled: boolean; onRename: (name: string) => void };

function NameInput({ name, disabled, onRename }: NameProps) {
  const [text, setText] = useState(name);
  const commit = () => {
    const next = text.trim();
    if (next && next !== name) onRename(next);
    else setText(name);
  };
  return (
    <input
      className="input name-input"
      aria-label={`Name of ${name}`}
      maxLength={100}
      value={text}
      disabled={disabled}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setText(name);
      }}
    />
  );
}
