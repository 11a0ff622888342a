/** Bars below each other, a real table: a name, the bars, and the numbers. For names that are long or many. */

import "./bars.css";
import { BarPart } from "./BarPart.tsx";
import { type BarsProps, fullName, greatest, shown } from "./bars.ts";
import { SeriesLegend } from "./SeriesLegend.tsx";

type Props = BarsProps & {
  /** A colour of its own for the mark beside the name, such as a category's. */
  swatchOf?: (key: string | number) => string | undefined;
  /** The end of the scale where it is fixed, such as 1 for shares. */
  most?: number;
};

export function BarRows({ swatchOf, most, ...props }: Props) {
  const { title, axis, series, bars, format } = props;
  const end = (most ?? greatest(bars)) || 1;
  return (
    <div className="bars">
      <SeriesLegend series={series} />
      <div className="bar-rows">
        <table className="table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{axis}</th>
              <th scope="col" className="bar-rows-bars">
                <span className="visually-hidden">Bars</span>
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">
                  <span className="row">
                    {swatchOf && (
                      <span className="swatch" style={{ background: swatchOf(bar.key) }} />
                    )}
                    <span className="truncate">{fullName(bar)}</span>
                  </span>
                </th>
                <td className="bar-rows-bars">
                  {series.map((one, at) => (
                    <BarPart
                      key={one.name}
                      {...props}
                      bar={bar}
                      at={at}
                      part={(bar.values[at] ?? 0) / end}
                    />
                  ))}
                </td>
                {series.map((one, at) => (
                  <td key={one.name} className="number">
                    {shown(bar.values[at], format)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
