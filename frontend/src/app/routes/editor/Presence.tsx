/** Who else has this image open: initials in the bar, names for who points at them, said once aloud. */

import { useSession } from "./store.ts";
import "./saving.css";
import { listed } from "./words.ts";
import type { Workbench } from "./workbench.ts";

/** More people than this are a number. */
const MOST_SHOWN = 3;

export function Presence({ workbench }: { workbench: Workbench }) {
  const others = useSession(workbench.session, (snapshot) => snapshot.others);
  const access = useSession(workbench.session, (snapshot) => snapshot.access);
  return (
    <>
      {access === "viewer" && (
        <span
          className="badge"
          title="Your role in this project is viewer: you can look at images, not change them."
          data-testid="view-only"
        >
          view only
        </span>
      )}
      {others.length > 0 && <People names={others} />}
      <output className="visually-hidden" aria-live="polite">
        {others.length > 0 && sentence(others)}
      </output>
    </>
  );
}

function People({ names }: { names: readonly string[] }) {
  const shown = names.length > MOST_SHOWN ? names.slice(0, MOST_SHOWN - 1) : names;
  const more = names.length - shown.length;
  return (
    <button
      type="button"
      className="editor-people"
      data-testid="presence"
      aria-label={sentence(names)}
    >
      {shown.map((name) => (
        <span key={name} className="editor-person" aria-hidden="true">
          {initials(name)}
        </span>
      ))}
      {more > 0 && (
        <span className="editor-person" aria-hidden="true">
          +{more}
        </span>
      )}
      <span className="editor-people-names" aria-hidden="true">
        {sentence(names)}
      </span>
    </button>
  );
}

const sentence = (names: readonly string[]): string =>
  `${listed(names)} ${names.length === 1 ? "has" : "have"} this image open too.`;

/** "Ann.Lee" is AL, "ben" is BE. */
export function initials(name: string): string {
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  const [first = name, second] = parts;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join("").toLocaleUpperCase();
}
