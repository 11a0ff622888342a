/** The ledger's numbers as people read them. */

import type { Ledger, LedgerCategory, LedgerFigures } from "../../api/types.ts";
import type { Bar, Series } from "../../components/charts/bars.ts";
import { oneDecimal, percent, share } from "../../format.ts";

export type Fates = Pick<
  LedgerFigures["models"][number],
  "suggestions" | "kept" | "moved" | "relabelled" | "deleted" | "added"
>;

const HOURS_FROM = 5400;

/** "12 s", "6 min", "3.2 h"; with a minus where something was lost. like: decides the unit, where several belong together */
export function amountOfTime(seconds: number, like = Math.abs(seconds)): string {
  const [length, name] = like < 60 ? [1, "s"] : like < HOURS_FROM ? [60, "min"] : [3600, "h"];
  const size = Math.abs(seconds) / Number(length);
  const text = name === "h" ? oneDecimal(size) : String(Math.round(size));
  return `${seconds < 0 && Number(text) !== 0 ? "−" : ""}${text} ${name}`;
}

/** The sum and its interval, all in one unit. */
export function savedWords({ saved, low, high }: NonNullable<LedgerFigures["saving"]>) {
  const like = Math.max(Math.abs(low), Math.abs(high));
  return {
    saved: amountOfTime(saved, like),
    interval: `${amountOfTime(low, like)} to ${amountOfTime(high, like)}`,
  };
}

const signed = (value: number) =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${oneDecimal(Math.abs(value))}`;

/** What one suggestion saves: "+4.2 s (+3.1 to +5.0)". */
export function worthWords(worth: LedgerCategory["worth"]): string {
  if (!worth || worth.suggestions === 0) return "–";
  return `${signed(worth.seconds)} s (${signed(worth.low)} to ${signed(worth.high)})`;
}

export const FATES = [
  { key: "kept", name: "Kept" },
  { key: "moved", name: "Moved" },
  { key: "relabelled", name: "Relabelled" },
  { key: "deleted", name: "Deleted" },
] as const;

export const fateShare = (fates: Fates, key: (typeof FATES)[number]["key"]) =>
  fates.suggestions === 0 ? "–" : percent(share(fates[key], fates.suggestions));

export const SECONDS: readonly Series[] = [{ name: "Seconds per image", color: "--accent" }];

/** Seconds an image with suggestions, beside what the same images would have taken by hand. */
export function secondsBars({ saving }: LedgerFigures): Bar[] {
  if (!saving) return [];
  return [
    { key: "with", name: "With suggestions", values: [saving.seconds] },
    { key: "without", name: "The same by hand", values: [saving.by_hand] },
  ];
}

export function spreadWords({ kept, people }: NonNullable<Ledger["spread"]>): string {
  const [low = 0, middle = 0, high = 0] = kept;
  return (
    `Half of the ${people} people who worked with suggestions keep between ${percent(low)} and ${percent(high)} of ` +
    `them; the middle is ${percent(middle)}.`
  );
}

export function categoryStatus({ is_hidden, rule, worth }: LedgerCategory): string {
  if (is_hidden) return rule === "hide" ? "Hidden by a manager" : "Hidden: it costs more";
  if (rule === "show") return "Shown by a manager";
  if (!worth || worth.suggestions === 0) return "Not measured yet";
  if (worth.low > 0) return "Saves time";
  return worth.high < 0 ? "Costs more" : "Cannot be told yet";
}
