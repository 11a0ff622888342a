import { useEffect, useState } from "react";

const SETTLED_MS = 350;

/** The value as it was when it last stayed the same for a moment: keys that move a box ask nothing. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const words = JSON.stringify(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(JSON.parse(words)), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [words]);
  return settled;
}
