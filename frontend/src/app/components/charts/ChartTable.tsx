/** The numbers of a drawing as a table: for screen readers, and for whoever wants them as they are. */

type Row = { key: string | number; name: string; cells: readonly string[] };

export type ChartTableProps = {
  title: string;
  /** Of the first column, then of each other one. */
  head: readonly string[];
  rows: readonly Row[];
  /** For eyes too; by default only screen readers get it. */
  isVisible?: boolean;
};

export function ChartTable({ isVisible = false, ...props }: ChartTableProps) {
  return (
    <div className={isVisible ? "table-frame" : "visually-hidden"}>
      <Numbers {...props} />
    </div>
  );
}

function Numbers({ title, head, rows }: ChartTableProps) {
  return (
    <table className="table">
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {head.map((name, at) => (
            <th key={name} scope="col" className={at > 0 ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, cells }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {cells.map((cell, at) => (
              <td key={head[at + 1]} className="number">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
