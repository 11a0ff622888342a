import { useSyncExternalStore } from "react";

const query = "(prefers-reduced-motion: reduce)";

function subscribe(listener: () => void) {
  const list = matchMedia(query);
  list.addEventListener("change", listener);
  return () => list.removeEventListener("change", listener);
}

/** Whether the person wants nothing to move by itself. */
export const useReducedMotion = () =>
  useSyncExternalStore(subscribe, () => matchMedia(query).matches);
