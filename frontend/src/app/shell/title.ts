import { useEffect } from "react";

/** The title of the browser's tab while a page is shown. */
export function useTitle(...parts: (string | undefined)[]) {
  const title = [...parts.filter(Boolean), "Boxloop"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
