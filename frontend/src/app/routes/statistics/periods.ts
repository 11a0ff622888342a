/** Days, weeks or months: as long as makes few enough bars, those on which nothing was done too. */

type Day = { day: string; train: number; holdout: number };

/** from, to: days, both in it, as 2026-03-01 */
export type Period = { from: string; to: string; name: string; train: number; holdout: number };

const MOST_BARS = 45;
const DAYS_IN = { day: 1, week: 7 } as const;
const short = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en", { month: "short", year: "2-digit", timeZone: "UTC" });
const DAY_MS = 86_400_000;

/** days: the first one first */
export function periodsOf(days: readonly Day[]): Period[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const span = (Date.parse(last.day) - Date.parse(first.day)) / DAY_MS + 1;
  const length =
    span <= MOST_BARS ? "day" : span <= MOST_BARS * DAYS_IN.week ? "week" : ("month" as const);
  const periods = length === "month" ? months(first.day, last.day) : equal(first.day, span, length);
  return periods.map(({ from, to, name }) => ({
    from,
    to,
    name,
    ...summed(days.filter(({ day }) => from <= day && day <= to)),
  }));
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

const summed = (days: readonly Day[]) => ({
  train: days.reduce((sum, { train }) => sum + train, 0),
  holdout: days.reduce((sum, { holdout }) => sum + holdout, 0),
});

function equal(first: string, span: number, length: "day" | "week") {
  const days = DAYS_IN[length];
  return Array.from({ length: Math.ceil(span / days) }, (_, at) => {
    const start = Date.parse(first) + at * days * DAY_MS;
    return { from: iso(start), to: iso(start + (days - 1) * DAY_MS), name: short.format(start) };
  });
}

function months(first: string, last: string) {
  const found = [];
  const [year = 0, monthOfYear = 1] = first.split("-").map(Number);
  for (let at = 0; ; at += 1) {
    const start = Date.UTC(year, monthOfYear - 1 + at, 1);
    if (iso(start) > last) return found;
    const end = Date.UTC(year, monthOfYear + at, 1) - DAY_MS;
    found.push({ from: iso(start), to: iso(end), name: month.format(start) });
  }
}
