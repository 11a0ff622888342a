/** Whether suggestions are right as often as their probability says. */

import { useState } from "react";
import type { CardFigures } from "../../../api/types.ts";
import { ChartTable } from "../../../components/charts/ChartTable.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { count, oneDecimal, precision } from "../../../format.ts";
import { Section } from "./Section.tsx";

type View = keyof CardFigures["reliability"];
type Bin = CardFigures["reliability"]["raw"]["bins"][number];

const VIEWS = [
  ["calibrated", "Probabilities"],
  ["raw", "Raw scores"],
] as const;
const SIDE = 240;
const LEFT = 40;
const BOTTOM = 36;

export function Calibration({ reliability }: { reliability: CardFigures["reliability"] }) {
  const [view, setView] = useState<View>("calibrated");
  const { error, bins } = reliability[view];
  return (
    <Section
      title="Calibration"
      note="Of all suggestions that are said to be right with such a probability, how many are. Bars on the diagonal are honest; above it the model is too modest, below too sure."
    >
      <Segments legend="What is said" value={view} options={VIEWS} onPick={setView} />
      {error === null ? (
        <p className="soft small">The model saw nothing in the hold-out.</p>
      ) : (
        <>
          <Diagram bins={bins} />
          <p className="small">
            Off by {oneDecimal(100 * error)} points of 100 on average (D-ECE, ten bins).
          </p>
        </>
      )}
    </Section>
  );
}

const range = (at: number) => `${at * 10}–${at * 10 + 10} %`;

function Diagram({ bins }: { bins: Bin[] }) {
  const width = SIDE / bins.length;
  return (
    <figure className="reliability">
      <svg
        viewBox={`0 0 ${LEFT + SIDE + 16} ${SIDE + BOTTOM + 8}`}
        aria-hidden="true"
        focusable="false"
      >
        <g transform={`translate(${LEFT} 8)`}>
          {[0, 0.5, 1].map((tick) => (
            <g key={tick}>
              <line className="reliability-grid" x2={SIDE} y1={yOf(tick)} y2={yOf(tick)} />
              <text x={-6} y={yOf(tick) + 4} textAnchor="end">
                {100 * tick}
              </text>
              <text x={SIDE * tick} y={SIDE + 16} textAnchor="middle">
                {100 * tick}
              </text>
            </g>
          ))}
          {bins.map((bin, at) => (
            <Bar key={range(at)} bin={bin} x={at * width} width={width} name={range(at)} />
          ))}
          <line className="reliability-honest" x1={0} y1={SIDE} x2={SIDE} y2={0} />
          <text x={SIDE / 2} y={SIDE + 32} textAnchor="middle">
            Said, %
          </text>
          <text transform={`translate(-30 ${SIDE / 2}) rotate(-90)`} textAnchor="middle">
            Right, %
          </text>
        </g>
      </svg>
      <ChartTable
        title="How often suggestions are right, by what is said"
        head={["Said", "Mean of what is said", "Right", "Suggestions"]}
        rows={bins.map((bin, at) => ({
          key: at,
          name: range(at),
          cells: [precision(bin.said), precision(bin.right), count(bin.count)],
        }))}
      />
    </figure>
  );
}

const yOf = (share: number) => SIDE * (1 - share);

type BarProps = { bin: Bin; x: number; width: number; name: string };

function Bar({ bin, x, width, name }: BarProps) {
  if (bin.right === null || bin.said === null) return null;
  return (
    <g>
      <title>{`${name}: ${precision(bin.right)} of 100 right, of ${count(bin.count)}`}</title>
      <rect
        className="reliability-bar"
        x={x + 2}
        y={yOf(bin.right)}
        width={width - 4}
        height={SIDE * bin.right}
      />
      <line
        className="reliability-said"
        x1={x + 2}
        x2={x + width - 2}
        y1={yOf(bin.said)}
        y2={yOf(bin.said)}
      />
    </g>
  );
}
