/** The keys of the page. They work wherever the focus is, but for fields. */

import { useEffect, useRef } from "react";

/** onKey: says whether it has used the key. */
export function useSuspectKeys(onKey: (key: string) => boolean) {
  const current = useRef(onKey);
  useEffect(() => {
    current.current = onKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { key, target, repeat, ctrlKey, metaKey, altKey } = event;
      if (event.defaultPrevented || repeat || altKey) return;
      if ((ctrlKey || metaKey) && key.toLowerCase() !== "z") return;
      if (target instanceof Element && target.closest("input, select, textarea, dialog")) return;
      if (current.current(key)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
