/** Probabilities as bars: a table, so that the numbers are read as they stand. */

export interface Bar {
  readonly name: string;
  /** 0 to 1. */
  readonly value: number;
  readonly color: string;
}

const percent = (part: number): string =>
  part > 0 && part < 0.0005 ? "< 0.1 %" : `${(part * 100).toFixed(1)} %`;

export const Bars = ({ title, bars }: { title: string; bars: readonly Bar[] }) => (
  <table className="trace-bars">
    <caption className="visually-hidden">{title}</caption>
    <thead className="visually-hidden">
      <tr>
        <th scope="col">Class</th>
        <th scope="col">Probability</th>
      </tr>
    </thead>
    <tbody>
      {bars.map(({ name, value, color }) => (
        <tr key={name}>
          <th scope="row" className="truncate">
            {name}
          </th>
          <td>
            <span className="trace-bar" aria-hidden="true">
              <span style={{ width: `${value * 100}%`, background: color }} />
            </span>
            <span className="trace-bar-value">{percent(value)}</span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
