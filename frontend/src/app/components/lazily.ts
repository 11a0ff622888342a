/** Parts of a page that come after it: while the network is gone they are waited for, and nothing breaks. */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";

const ASK_AGAIN_MS = 3000;

/**
 * As React's `lazy`, but a module that cannot be fetched is asked for again: thrown while rendering,
 * the failure would take the image and the work on it from the page.
 */
// biome-ignore lint/suspicious/noExplicitAny: as React's own declaration, or a component's properties are lost.
export function lazily<T extends ComponentType<any>>(load: () => Promise<{ default: T }>) {
  return lazy(() => untilLoaded(load));
}

/** The component of this name, under way before anything asks for it: it only waits for the first frame. */
export function soon<
  Name extends string,
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  Module extends Readonly<Record<Name, ComponentType<any>>>,
>(load: () => Promise<Module>, name: Name): LazyExoticComponent<Module[Name]> {
  load().catch(() => {});
  return lazily(async () => ({ default: (await load())[name] }));
}

async function untilLoaded<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch {
      await somethingNew();
    }
  }
}

/** The network is back, or some time has passed. */
const somethingNew = (): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, ASK_AGAIN_MS);
    globalThis.addEventListener("online", go);
  });
