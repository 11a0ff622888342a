/** The picture of a stage with its controls under it, and beside it what there is to read. */

import type { ReactNode } from "react";
import type { StageName } from "../../api/trace-types.ts";
import { Lesson } from "./Lesson.tsx";
import { ZoomTools } from "./ZoomTools.tsx";

interface Props {
  readonly stage: StageName;
  readonly picture: ReactNode;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

export const StageFrame = ({ stage, picture, controls, children }: Props) => (
  <>
    <section className="trace-picture" aria-label="Picture">
      <div className="trace-scenes">
        {picture}
        <ZoomTools />
      </div>
      {controls && <div className="trace-controls">{controls}</div>}
    </section>
    <section className="trace-side card" aria-label="What this stage does">
      <Lesson of={stage} />
      {children}
    </section>
  </>
);

export const Facts = ({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="facts">
    {rows.map(([name, value]) => (
      <div key={name} className="trace-fact">
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
