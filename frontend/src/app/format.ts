/** Numbers, sizes and times as people read them. English, whatever the machine speaks, as the rest of the app. */

const LANGUAGE = "en";
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LANGUAGE, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });
const day = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });

export const count = (value: number) => whole.format(value);

export const counted = (value: number, one: string, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`;

/** 0..1 as whole per cent; never 100 % before all is done, never 0 % once something is. */
export function percent(part: number): string {
  if (part > 0 && part < 0.01) return "1 %";
  if (part < 1 && part > 0.99) return "99 %";
  return `${Math.round(part * 100)} %`;
}

export const share = (part: number, all: number) => (all > 0 ? part / all : 0);

/** Average precision, 0..1 on the wire, in the usual points of 100. */
export const precision = (value: number | null | undefined) =>
  value === null || value === undefined ? "–" : oneDigit.format(value * 100);

/** The change between two precisions in points, with its sign. */
export function gain(now: number | null | undefined, before: number | null | undefined): string {
  if (now == null || before == null) return "";
  const points = Math.round((now - before) * 1000) / 10;
  if (points === 0) return "±0.0";
  return `${points > 0 ? "+" : "−"}${oneDigit.format(Math.abs(points))}`;
}

export const oneDecimal = (value: number) => oneDigit.format(value);

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytes(size: number): string {
  const power = size < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** power;
  return `${power === 0 || value >= 100 ? whole.format(value) : oneDigit.format(value)} ${UNITS[power]}`;
}

/** "45 s", "12 min", "3 h 20 min". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

/** A stretch of somebody's work on one image: in seconds up to three minutes, since those are compared. */
export const workTime = (seconds: number): string =>
  seconds < 180 ? `${Math.max(0, Math.round(seconds))} s` : duration(seconds);

export const timeLeft = (seconds: number | null | undefined) =>
  seconds == null ? "" : seconds < 5 ? "almost done" : `about ${duration(seconds)} left`;

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
];

/** "just now", "5 minutes ago", "yesterday"; a date once it is older than a week. */
export function ago(time: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (seconds < 45) return "just now";
  if (seconds > 7 * 86_400) return day.format(new Date(time));
  const [unit, size] = STEPS.findLast(([, length]) => seconds >= length * 0.75) ?? ["minute", 60];
  return relative.format(-Math.max(1, Math.round(seconds / size)), unit);
}

export const dateTime = (time: string) => moment.format(new Date(time));
