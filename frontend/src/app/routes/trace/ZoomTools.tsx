/** Closer, further away, and back to the whole picture, for those who have neither wheel nor keys. */

import { ZOOM_STEP, zoomed } from "./lens.ts";
import { useTraceView } from "./trace-view.ts";

export function ZoomTools() {
  const { lens, setLens, trace } = useTraceView();
  const by = (factor: number) => setLens((before) => zoomed(before, factor, trace.image));
  return (
    <fieldset className="trace-zoom">
      <legend className="visually-hidden">Zoom</legend>
      <button
        type="button"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => by(1 / ZOOM_STEP)}
      >
        −
      </button>
      <button type="button" title="The whole image (0)" onClick={() => by(0)}>
        <span className="visually-hidden">The whole picture, now </span>×{lens.zoom.toFixed(1)}
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => by(ZOOM_STEP)}>
        +
      </button>
    </fieldset>
  );
}
