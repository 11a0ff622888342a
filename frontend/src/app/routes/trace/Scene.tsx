/** A picture in its frame, with layers on a canvas, and a few marks over it. One looks closer, points at it, and draws on it. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Corners } from "../../api/trace-types.ts";
import type { Fit, Point, Size } from "./frame.ts";
import type { Layer } from "./layers.ts";
import { fitThrough } from "./lens.ts";
import { Marks } from "./Marks.tsx";
import type { Mark } from "./marks.ts";
import { useTraceView } from "./trace-view.ts";
import { useHand } from "./useHand.ts";

interface Props {
  /** What is to be seen, for those who do not see it. */
  readonly label: string;
  readonly size: Size;
  /** Drawn anew when the list is another one. */
  readonly layers: readonly Layer[];
  readonly marks?: readonly Mark[];
  /** Arrows from corner to corner of these marks. */
  readonly arrows?: readonly [Corners, Corners] | null;
  readonly onPick?: ((at: Point) => void) | undefined;
  /** Somebody is to draw a box. */
  readonly onDraw?: ((box: Corners) => void) | undefined;
}

export function Scene({ label, size, layers, marks = [], arrows = null, onPick, onDraw }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frameSize = useFrameSize(frame);
  const { lens } = useTraceView();
  const fit = useMemo(() => fitThrough(lens, size, frameSize), [lens, size, frameSize]);
  useDrawn(canvas, frameSize, fit, size, layers);
  const hand = useHand({ frame, fit, size, onPick, onDraw });
  const drawn: Mark[] = hand.box ? [{ key: "drawn", box: hand.box, tone: "asked" }] : [];
  return (
    <div
      ref={frame}
      className="trace-scene"
      data-drawing={onDraw !== undefined || undefined}
      data-zoom={lens.zoom.toFixed(2)}
      data-testid="scene"
      {...hand.handlers}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      <Marks fit={fit} frame={frameSize} marks={[...marks, ...drawn]} arrows={arrows} />
    </div>
  );
}

const NO_SIZE: Size = { width: 0, height: 0 };

function useFrameSize(frame: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NO_SIZE);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const watcher = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width, height });
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [frame]);
  return size;
}

function useDrawn(
  ref: React.RefObject<HTMLCanvasElement | null>,
  frame: Size,
  { scale, left, top }: Fit,
  { width, height }: Size,
  layers: readonly Layer[],
) {
  useEffect(() => {
    const canvas = ref.current;
    const pen = canvas?.getContext("2d");
    if (!canvas || !pen || frame.width === 0) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(frame.width * ratio);
    canvas.height = Math.round(frame.height * ratio);
    pen.scale(ratio, ratio);
    for (const layer of layers) layer(pen, { scale, left, top }, { width, height });
  }, [ref, frame, scale, left, top, width, height, layers]);
}
