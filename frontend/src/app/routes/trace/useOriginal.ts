import { useMemo } from "react";
import { type Layer, pictureLayer } from "./layers.ts";
import { useTraceView } from "./trace-view.ts";

/** The original as the lowest layer; nothing while it comes. */
export function useOriginal(): readonly Layer[] {
  const { picture } = useTraceView();
  return useMemo(() => (picture === null ? [] : [pictureLayer(picture)]), [picture]);
}
