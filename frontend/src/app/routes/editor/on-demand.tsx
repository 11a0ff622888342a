/**
 * Parts of the editor that come when they are first needed, or while nothing else is to do. Where the
 * network is gone one is told, and nothing else happens: the work on the image goes on.
 */

import { type ComponentType, useEffect, useState } from "react";
import { toast } from "../../components/toasts.ts";

interface Closable {
  readonly onClose: () => void;
}

type Module<P> = { readonly default: ComponentType<P> };

/** After so many milliseconds it is fetched, so that it is there at once, and without the network too. */
const FETCH_AFTER = 2000;

/** The component, and a hook that fetches it in advance. */
export function onDemand<P extends Closable>(load: () => Promise<Module<P>>) {
  let loaded: ComponentType<P> | null = null;
  const fetch = async () => {
    loaded ??= (await load()).default;
    return loaded;
  };

  function Part(props: P) {
    const [Shown, setShown] = useState<ComponentType<P> | null>(() => loaded);
    const { onClose } = props;
    useEffect(() => {
      if (Shown !== null) return;
      fetch().then(
        (component) => setShown(() => component),
        () => {
          toast("This part of the editor could not be loaded.", {
            tone: "bad",
            hint: "Your work goes on. Try again when the network is back.",
          });
          onClose();
        },
      );
    }, [Shown, onClose]);
    return Shown === null ? null : <Shown {...props} />;
  }

  function useFetched(): void {
    useEffect(() => {
      // Where it fails it is tried again when it is needed.
      const timer = window.setTimeout(() => fetch().catch(() => {}), FETCH_AFTER);
      return () => window.clearTimeout(timer);
    }, []);
  }

  return [Part, useFetched] as const;
}
