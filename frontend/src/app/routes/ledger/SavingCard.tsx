/** The headline: how much time, how sure, and the seconds of an image with suggestions beside those by hand. */

import { useId } from "react";
import type { LedgerFigures } from "../../api/types.ts";
import { BarRows } from "../../components/charts/BarRows.tsx";
import { count, oneDecimal, percent } from "../../format.ts";
import { SECONDS, savedWords, secondsBars } from "./words.ts";

type Props = { title: string; figures: LedgerFigures; newest: number; isOwn?: boolean };

export function SavingCard({ title, figures, newest, isOwn = false }: Props) {
  const id = useId();
  const { saving } = figures;
  return (
    <section className="card ledger-saving" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {figures.aided + figures.unaided >= newest && (
          <span className="soft small">the newest {count(newest)} images</span>
        )}
      </div>
      {saving && (
        <div className="ledger-headline">
          <p>
            <span className="big-number">{savedWords(saving).saved}</span>{" "}
            <span className="soft">saved, 95 %: {savedWords(saving).interval}</span>
          </p>
          <BarRows
            title={`${title}: seconds of an image`}
            axis="Images"
            series={SECONDS}
            bars={secondsBars(figures)}
            format={(seconds) => `${oneDecimal(seconds)} s`}
          />
        </div>
      )}
      <p className={saving ? "small" : undefined}>{textOf(figures, isOwn)}</p>
      {saving && (
        <p className="soft small">
          {percent(Math.abs(saving.share))} {saving.share < 0 ? "more" : "less"} than by hand, which
          takes {oneDecimal(saving.by_hand_low)} to {oneDecimal(saving.by_hand_high)} s an image (95
          %). {count(figures.aided)} finished with suggestions, {count(figures.unaided)} without.
        </p>
      )}
    </section>
  );
}

function textOf({ saving, text }: LedgerFigures, isOwn: boolean): string {
  if (!isOwn || saving) return text;
  return "You have finished no image with suggestions yet. Your own figures stand here once you have; only you see them.";
}
