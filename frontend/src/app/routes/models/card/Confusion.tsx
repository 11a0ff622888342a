/** What is taken for what: the most frequent mix-ups, and all of them as a matrix. */

import type { CSSProperties } from "react";
import type { CardFigures, Category } from "../../../api/types.ts";
import { count, counted } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { matrixIds, mixups } from "./kinds.ts";
import { Scrolls } from "./Scrolls.tsx";
import { Section } from "./Section.tsx";

const MOST = 8;

export function Confusion({ cells }: { cells: CardFigures["confusion"] }) {
  const { categories } = useProject();
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const top = mixups(cells);
  return (
    <Section
      title="Mix-ups"
      isWide
      note="Of what people are shown, at an intersection over union of 0.5. A row is what is there, a column what was suggested; darker is a larger part of the row."
    >
      {top.length > 0 ? (
        <ol className="mixups">
          {top.slice(0, MOST).map(({ truth, shown, count: times }) => (
            <li key={`${truth}-${shown}`}>
              <strong>{names.get(truth) ?? "?"}</strong> taken for{" "}
              <strong>{names.get(shown) ?? "?"}</strong>{" "}
              <span className="soft">{counted(times, "time")}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="small">No category is taken for another.</p>
      )}
      {cells.length > 0 && <Matrix cells={cells} categories={categories} />}
    </Section>
  );
}

type MatrixProps = { cells: CardFigures["confusion"]; categories: readonly Category[] };

function Matrix({ cells, categories }: MatrixProps) {
  const ids = matrixIds(
    cells,
    categories.map(({ id }) => id),
  );
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const counts = new Map(cells.map(([truth, shown, times]) => [`${truth}-${shown}`, times ?? 0]));
  return (
    <Scrolls label="Confusion matrix" className="matrix-frame">
      <table className="matrix">
        <caption className="visually-hidden">What is there by what was suggested</caption>
        <thead>
          <tr>
            <th scope="col">There ↓ suggested →</th>
            {ids.map((id) => (
              <th key={id} scope="col" className="matrix-column" title={names.get(id)}>
                <span>{id === 0 ? "Missed" : names.get(id)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ids.map((truth) => (
            <Row
              key={truth}
              name={truth === 0 ? "Nothing there" : (names.get(truth) ?? "?")}
              truth={truth}
              ids={ids}
              counts={counts}
            />
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

type RowProps = {
  name: string;
  truth: number;
  ids: readonly number[];
  counts: ReadonlyMap<string, number>;
};

function Row({ name, truth, ids, counts }: RowProps) {
  const cells = ids.map((id) => counts.get(`${truth}-${id}`) ?? 0);
  const all = cells.reduce((sum, cell) => sum + cell, 0);
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {cells.map((cell, at) => (
        <td
          key={ids[at]}
          className={`number ${ids[at] === truth && truth > 0 ? "matrix-right" : ""}`}
          style={{ "--part": all > 0 ? cell / all : 0 } as CSSProperties}
        >
          {cell > 0 ? count(cell) : ""}
        </td>
      ))}
    </tr>
  );
}
