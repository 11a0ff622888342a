/** Lines over numbers, drawn by uPlot in the colours of the theme; the same numbers as a table for screen readers. */

import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { useIsDark } from "../theme.ts";

export type Line = {
  name: string;
  /** A custom property of tokens.css, such as --accent. */
  color: string;
  values: readonly (number | null)[];
  dashed?: boolean;
};

export type ChartProps = {
  title: string;
  xName: string;
  x: readonly number[];
  lines: readonly Line[];
  height: number;
  format: (value: number) => string;
  /** For the scale; the same as `format` by default. */
  formatTick?: (value: number) => string;
};

export default function Chart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();

  // biome-ignore lint/correctness/useExhaustiveDependencies: The colours are read again when the theme changes.
  useEffect(() => {
    if (!host.current) return;
    const width = host.current.clientWidth;
    const data: uPlot.AlignedData = [[...props.x], ...props.lines.map(({ values }) => [...values])];
    const plot = new uPlot(optionsOf(props, width), data, host.current);
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) plot.setSize({ width: entry.contentRect.width, height: props.height });
    });
    watcher.observe(host.current);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [props.x, props.lines, props.height, props.format, isDark]);

  return (
    <figure className="chart" aria-label={props.title}>
      <div ref={host} className="chart-host" aria-hidden="true" />
      <Numbers {...props} />
    </figure>
  );
}

function Numbers({ title, xName, x, lines, format }: ChartProps) {
  return (
    <table className="visually-hidden">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{xName}</th>
          {lines.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {x.map((at, row) => (
          <tr key={at}>
            <th scope="row">{at}</th>
            {lines.map(({ name, values }) => (
              <td key={name}>{shown(values[row], format)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shown = (value: number | null | undefined, format: (value: number) => string) =>
  value == null ? "–" : format(value);

/** light-dark() is resolved only where it is used, so each colour is asked for on an element. */
function colorReader() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const style = getComputedStyle(probe);
  return {
    of(token: string) {
      probe.style.color = `var(${token})`;
      return style.color;
    },
    font: `12px ${style.fontFamily}`,
    done: () => probe.remove(),
  };
}

function optionsOf(props: ChartProps, width: number): uPlot.Options {
  const { xName, x, lines, height, format, formatTick = format } = props;
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
    cursor: { y: false, points: { size: 8 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_, low, high) => padded(low, high) },
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
      { ...axis, size: 48, values: (_, ticks) => ticks.map(formatTick) },
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
    hooks: { ready: [showLast], setCursor: [showLast] },
  };
  colors.done();
  return options;
}

/** Away from the lines, the legend tells the newest values. */
function showLast(plot: uPlot) {
  if (plot.cursor.idx == null) plot.setLegend({ idx: plot.data[0].length - 1 }, false);
}

/** A single point would give a range without width. */
const padded = (low: number, high: number): uPlot.Range.MinMax =>
  low === high ? [low - 0.5, high + 0.5] : [low, high];
