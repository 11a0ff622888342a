/** Where the person was in each list, while the app is open. */

import { useCallback, useLayoutEffect, useRef, useState } from "react";

type Place = { at: number; id: number | null; scroll: number };
const places = new Map<string, Place>();

/** The place of the list's current cell, for whoever fetches it. */
export const placeIn = (list: string) => places.get(list)?.at ?? 0;

/** Whether the person was in that list before, and comes back to it. */
export const wasIn = (list: string) => places.has(list);

/** The current cell of a list. Who comes back, from the editor for instance, finds it and the scroll as they were. */
export function useKeptPlace(list: string, ids: readonly number[], isReady: boolean) {
  const [at, setAt] = useState(() => placeIn(list));
  const latest = useRef({ at, ids });
  latest.current = { at, ids };

  useLayoutEffect(() => {
    if (!isReady) return;
    window.scrollTo(0, places.get(list)?.scroll ?? 0);
    const remember = () => {
      const { at, ids } = latest.current;
      places.set(list, { at, id: ids[at] ?? null, scroll: window.scrollY });
    };
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [list, isReady]);

  const reach = useCallback(
    (next: number) => {
      const id = latest.current.ids[next] ?? null;
      places.set(list, { at: next, id, scroll: window.scrollY });
      setAt(next);
    },
    [list],
  );
  return [at, reach] as const;
}

/** Where the person's image is in a newer list: with it, or where it was. */
export function placeAfter(list: string, ids: readonly number[]): number {
  const kept = places.get(list);
  const found = kept?.id == null ? -1 : ids.indexOf(kept.id);
  return found >= 0 ? found : Math.min(kept?.at ?? 0, Math.max(0, ids.length - 1));
}
