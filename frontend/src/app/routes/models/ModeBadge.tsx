import { MODE_NAME, modeMeaning } from "./worth.ts";

/** How a model was trained; nothing for one that was not trained here. */
export function ModeBadge({ mode }: { mode: string }) {
  const name = MODE_NAME[mode];
  if (name === undefined) return null;
  return (
    <span className="badge" title={modeMeaning(mode)}>
      {name}
    </span>
  );
}
