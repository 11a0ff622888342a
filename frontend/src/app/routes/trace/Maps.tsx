/** A map of bytes as a picture of its own, and what its colours mean. */

import { useEffect, useRef } from "react";
import { pixelsOf, SCALE } from "./colors.ts";
import type { ByteMap } from "./decode.ts";

export function MapPicture({ map, label }: { map: ByteMap; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = map;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (width > 0) pen?.putImageData(new ImageData(pixelsOf(map), width, height), 0, 0);
  }, [map, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className="trace-map"
      role="img"
      aria-label={label}
    />
  );
}

const shortly = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(2);

/** From the lowest value to the highest. */
export function ColorScale({ range, what }: { range: readonly [number, number]; what: string }) {
  return (
    <p className="trace-scale small">
      <span className="soft">{what}</span>
      <span>{shortly(range[0])}</span>
      <span className="trace-scale-bar" style={{ backgroundImage: SCALE }} aria-hidden="true" />
      <span>{shortly(range[1])}</span>
    </p>
  );
}
