/** Light, dark, or as the system says. The first paint is theme.js's; this is the switch. */

import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "boxloop.theme";
const listeners = new Set<() => void>();

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function chooseTheme(theme: Theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be refused (private mode): the choice then lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

export const useTheme = () => useSyncExternalStore(subscribe, current);

const isDark = () =>
  current() === "dark" ||
  (current() === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

/** What is really shown, for drawings that cannot follow CSS by themselves. */
export const useIsDark = () => useSyncExternalStore(subscribe, isDark);
