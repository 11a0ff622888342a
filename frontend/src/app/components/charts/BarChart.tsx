/** Columns side by side, each a link or a button where it leads somewhere; the same numbers as a table for screen readers. */

import "./bars.css";
import { BarPart } from "./BarPart.tsx";
import {
  type Bar,
  type BarsProps,
  fullName,
  greatest,
  namedEvery,
  shown,
  ticksOf,
} from "./bars.ts";
import { ChartTable } from "./ChartTable.tsx";
import { SeriesLegend } from "./SeriesLegend.tsx";

type Props = BarsProps & {
  height?: number;
  /** Of the scale; the same as `format` by default. */
  formatTick?: (value: number) => string;
  /** The end of the scale where it is fixed, such as 1 for shares. */
  most?: number;
  /** For the names below, in characters; by default as many as half a page has. */
  room?: number;
};

const HALF_A_PAGE = 52;

export function BarChart({ height = 180, room = HALF_A_PAGE, formatTick, most, ...props }: Props) {
  const { title, axis, series, bars, format } = props;
  const top = most ?? greatest(bars);
  const ticks = ticksOf(top, top > 1);
  const end = ticks.at(-1) ?? 1;
  const every = namedEvery(bars, room);
  return (
    <figure className="bars" aria-label={title}>
      <SeriesLegend series={series} />
      <div className="bars-plot" style={{ height }}>
        <Scale ticks={ticks} end={end} format={formatTick ?? format} />
        <ul className="bars-columns">
          {bars.map((bar, at) => (
            <Column key={bar.key} {...props} bar={bar} end={end} isNamed={at % every === 0} />
          ))}
        </ul>
      </div>
      <p className="bars-axis small soft" aria-hidden="true">
        {axis}
      </p>
      <ChartTable
        title={title}
        head={[axis, ...series.map(({ name }) => name)]}
        rows={bars.map((bar) => ({
          key: bar.key,
          name: fullName(bar),
          cells: series.map((_, at) => shown(bar.values[at], format)),
        }))}
      />
    </figure>
  );
}

function Scale({
  ticks,
  end,
  format,
}: {
  ticks: number[];
  end: number;
  format: (value: number) => string;
}) {
  return (
    <div className="bars-scale" aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} className="bars-tick" style={{ bottom: `${(100 * tick) / end}%` }}>
          {format(tick)}
        </span>
      ))}
    </div>
  );
}

function Column({
  bar,
  end,
  isNamed,
  ...props
}: BarsProps & { bar: Bar; end: number; isNamed: boolean }) {
  return (
    <li className="bars-column">
      <span className="bars-group">
        {props.series.map((one, at) => (
          <BarPart key={one.name} {...props} bar={bar} at={at} part={(bar.values[at] ?? 0) / end} />
        ))}
      </span>
      <span className="bars-name" aria-hidden="true">
        {isNamed ? bar.name : ""}
      </span>
    </li>
  );
}
