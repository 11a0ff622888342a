/**
 * Lines over numbers, drawn by uPlot in the colours of the theme. Drag to look closer, or use the keys of a
 * slider with + and −; the same numbers as a table for screen readers.
 */

import "uplot/dist/uPlot.min.css";
import "./curves.css";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useIsDark } from "../../theme.ts";
import { Button } from "../Button.tsx";
import { ChartTable } from "./ChartTable.tsx";
import {
  type CurveChartProps,
  evenly,
  lastKnown,
  type Range,
  shown,
  spoken,
  zoomed,
} from "./curves.ts";

const CLOSER = 0.5;

export default function Curves(props: CurveChartProps) {
  const { title, x } = props;
  const host = useRef<HTMLDivElement>(null);
  const { plot, isZoomed, zoomTo } = usePlot(host, props);
  const [picked, setPicked] = useState<number | null>(null);
  const row = Math.min(picked ?? lastKnown(props.lines[0]?.values ?? x), x.length - 1);

  function pick(next: number) {
    const place = Math.min(Math.max(next, 0), x.length - 1);
    setPicked(place);
    pointAt(plot.current, x[place]);
  }

  function onKeyDown(event: KeyboardEvent) {
    const act = keysOf({ row, last: x.length - 1, pick, zoom: (factor) => zoomBy(factor) })[
      event.key
    ];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  function zoomBy(factor: number | null) {
    const at = x[row];
    if (factor === null || at === undefined || !plot.current) return zoomTo(null);
    const { min = 0, max = 0 } = plot.current.scales.x ?? {};
    zoomTo(zoomed([min ?? 0, max ?? 0], wholeOf(x), at, factor));
  }

  return (
    <figure className="chart" aria-label={title}>
      <div
        ref={host}
        className="chart-host"
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-valuemin={x[0] ?? 0}
        aria-valuemax={x[x.length - 1] ?? 0}
        aria-valuenow={x[row] ?? 0}
        aria-valuetext={x.length > 0 ? spoken(props, row) : "Nothing measured"}
        aria-keyshortcuts="ArrowLeft ArrowRight Home End + - 0"
        onKeyDown={onKeyDown}
      />
      {isZoomed && (
        <Button size="small" className="chart-reset" onClick={() => zoomTo(null)}>
          Show all
        </Button>
      )}
      <Numbers {...props} />
    </figure>
  );
}

type Acts = {
  row: number;
  last: number;
  pick: (row: number) => void;
  zoom: (factor: number | null) => void;
};

const keysOf = ({ row, last, pick, zoom }: Acts): Record<string, (() => void) | undefined> => ({
  ArrowLeft: () => pick(row - 1),
  ArrowRight: () => pick(row + 1),
  Home: () => pick(0),
  End: () => pick(last),
  "+": () => zoom(CLOSER),
  "=": () => zoom(CLOSER),
  "-": () => zoom(1 / CLOSER),
  "0": () => zoom(null),
  Escape: () => zoom(null),
});

/** The plot in `host`, made anew for new values or colours; what was looked at closely stays in view. */
function usePlot(host: React.RefObject<HTMLDivElement | null>, props: CurveChartProps) {
  const isDark = useIsDark();
  const plot = useRef<uPlot | null>(null);
  const zoom = useRef<Range | null>(null);
  const [isZoomed, setIsZoomed] = useState(false);
  const { x, lines, height, format } = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: The colours are read again when the theme changes.
  useEffect(() => {
    if (!host.current) return;
    const onZoom = (range: Range | null) => {
      zoom.current = range;
      setIsZoomed(range !== null);
    };
    const options = optionsOf(props, host.current.clientWidth, onZoom);
    const data: uPlot.AlignedData = [[...x], ...lines.map(({ values }) => [...values])];
    const made = new uPlot(options, data, host.current);
    plot.current = made;
    if (zoom.current) made.setScale("x", { min: zoom.current[0], max: zoom.current[1] });
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) made.setSize({ width: entry.contentRect.width, height });
    });
    watcher.observe(host.current);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [x, lines, height, format, isDark]);

  const zoomTo = (range: Range | null) => {
    const [min, max] = range ?? wholeOf(x);
    plot.current?.setScale("x", { min, max });
  };
  return { plot, isZoomed, zoomTo };
}

/** A single point would give a range without width. */
function wholeOf(x: readonly number[]): Range {
  const [low = 0, high = 0] = [x[0], x[x.length - 1]];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function pointAt(plot: uPlot | null, x: number | undefined) {
  if (plot && x !== undefined) plot.setCursor({ left: plot.valToPos(x, "x"), top: 0 });
}

function Numbers({ title, xName, x, lines, format }: CurveChartProps) {
  const rows = x.map((at, row) => ({
    key: at,
    name: String(at),
    cells: lines.map(({ values }) => shown(values[row], format)),
  }));
  return <ChartTable title={title} head={[xName, ...lines.map(({ name }) => name)]} rows={rows} />;
}

/** light-dark() is resolved only where it is used, so each colour is asked for on an element. */
function colorReader() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const style = getComputedStyle(probe);
  return {
    of(color: string) {
      probe.style.color = color.startsWith("--") ? `var(${color})` : color;
      return style.color;
    },
    font: `12px ${style.fontFamily}`,
    done: () => probe.remove(),
  };
}

function optionsOf(
  props: CurveChartProps,
  width: number,
  onZoom: (range: Range | null) => void,
): uPlot.Options {
  const { xName, x, lines, height, format, formatTicks = evenly() } = props;
  const colors = colorReader();
  const axis = {
    stroke: colors.of("--text-soft"),
    font: colors.font,
    grid: { stroke: colors.of("--line"), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width,
    height,
    padding: [12, 12, 0, 0],
    cursor: { y: false, points: { size: 8 }, drag: { x: x.length > 2, y: false } },
    scales: {
      x: { time: false, range: (_, low, high) => wholeOf([low, high]) },
      y: { range: (_, __, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        incrs: [1, 2, 5, 10, 20, 50, 100],
        grid: { show: false },
        size: 30,
        values: (_, ticks) => ticks.map((at) => (x.includes(at) ? String(at) : "")),
      },
      { ...axis, size: 48, values: (_, ticks) => formatTicks(ticks) },
    ],
    series: [
      { label: xName },
      ...lines.map(({ name, color, dashed }) => ({
        label: name,
        stroke: colors.of(color),
        width: 2,
        spanGaps: true,
        ...(dashed ? { dash: [6, 4] } : {}),
        points: { show: x.length <= 40, size: 6, fill: colors.of(color) },
        value: (_: uPlot, value: number | null) => shown(value, format),
      })),
    ],
    hooks: {
      ready: [showLast],
      setCursor: [showLast],
      setScale: [(plot, scale) => scale === "x" && onZoom(zoomOf(plot, x))],
    },
  };
  colors.done();
  return options;
}

/** null while all of it is in view. */
function zoomOf(plot: uPlot, x: readonly number[]): Range | null {
  const { min, max } = plot.scales.x ?? {};
  const [low, high] = wholeOf(x);
  return min == null || max == null || (min <= low && max >= high) ? null : [min, max];
}

/** Away from the lines, the legend tells the newest value of each. */
function showLast(plot: uPlot) {
  if (plot.cursor.idx != null) return;
  plot.setLegend({ idxs: plot.data.map((values) => lastKnown(values)) }, false);
}
