import { useLayoutEffect, useRef, useState } from "react";

/** Where the person was in each list, while the app is open. */
const places = new Map<string, { at: number; scroll: number }>();

/** The current cell of a list. Who comes back, from the editor for instance, finds it and the scroll as they were. */
export function useKeptPlace(place: string, isReady: boolean) {
  const [at, setAt] = useState(() => places.get(place)?.at ?? 0);
  const latest = useRef(at);
  latest.current = at;

  useLayoutEffect(() => {
    if (!isReady) return;
    const kept = places.get(place);
    if (kept) window.scrollTo(0, kept.scroll);
    const remember = () => places.set(place, { at: latest.current, scroll: window.scrollY });
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [place, isReady]);

  const reach = (next: number) => {
    places.set(place, { at: next, scroll: window.scrollY });
    setAt(next);
  };
  return [at, reach] as const;
}
