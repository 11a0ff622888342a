/** What the gallery shows, as it stands in the address bar. What makes no sense is left out instead of failing. */

import type { ImageQuery, ImageState, Split } from "../../api/types.ts";

export const STATES = [
  "todo",
  "returned",
  "unsure",
  "done",
  "skipped",
] as const satisfies ImageState[];
export const SPLITS = ["train", "holdout"] as const satisfies Split[];
export const ORDERINGS = [
  "id",
  "-id",
  "file_name",
  "-file_name",
  "-priority",
  "predicted_seconds",
  "-predicted_seconds",
  "-box_count",
  "box_count",
  "-finished_at",
  "finished_at",
] as const;
export type Ordering = (typeof ORDERINGS)[number];
const USUAL: Ordering = "id";

/** The canonical form of a value, or null when it makes no sense. */
type Check = (value: string) => string | null;

const oneOf =
  (known: readonly string[]): Check =>
  (value) =>
    known.includes(value) ? value : null;

const someOf =
  (known: readonly string[]): Check =>
  (value) => {
    const named = value.split(",");
    return known.filter((item) => named.includes(item)).join(",") || null;
  };

const id: Check = (value) =>
  /^[1-9]\d{0,15}$/.test(value) && Number.isSafeInteger(Number(value)) ? value : null;

const MOST_IDS = 200;
const ids: Check = (value) => {
  const good = value.split(",").filter((part) => id(part));
  return [...new Set(good)].slice(0, MOST_IDS).join(",") || null;
};

const amount =
  (greatest = Number.MAX_SAFE_INTEGER): Check =>
  (value) => {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    return number >= 0 && number <= greatest ? String(number + 0) : null;
  };

const day: Check = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && dayStart(value).getTime() > 0 ? value : null;

const LONGEST = 255;
const text: Check = (value) => value.slice(0, LONGEST) || null;

const CHECKS = {
  state: someOf(STATES),
  split: oneOf(SPLITS),
  category: ids,
  every_category: ids,
  without_category: ids,
  box_size_min: amount(1e6),
  box_size_max: amount(1e6),
  box_aspect_min: amount(1e6),
  box_aspect_max: amount(1e6),
  box_x_min: amount(1),
  box_x_max: amount(1),
  box_y_min: amount(1),
  box_y_max: amount(1),
  boxes_min: amount(),
  boxes_max: amount(),
  top_score_min: amount(1),
  top_score_max: amount(1),
  low_score_min: amount(1),
  low_score_max: amount(1),
  suggestions_min: amount(),
  suggestions_max: amount(),
  seconds_min: amount(),
  seconds_max: amount(),
  width_min: amount(),
  width_max: amount(),
  height_min: amount(),
  height_max: amount(),
  megapixels_min: amount(),
  megapixels_max: amount(),
  finished_by: ids,
  finished_from: day,
  finished_to: day,
  uploaded_from: day,
  uploaded_to: day,
  boxes_by: id,
  suggested_by: id,
  comments: oneOf(["open"]),
  search: text,
  ordering: oneOf(ORDERINGS),
} satisfies Record<string, Check>;

export type Param = keyof typeof CHECKS;
export const PARAMS = Object.keys(CHECKS) as Param[];

/** Each as it stands in the address; what is not narrowed down is not there. */
export type Filters = { readonly [Name in Param]?: string };

export const NO_FILTERS: Filters = {};

/** The filters of an address, or of a saved view. */
export function filtersOf(search: Readonly<Record<string, unknown>>): Filters {
  const found: Partial<Record<Param, string>> = {};
  for (const name of PARAMS) {
    const given = search[name];
    const value = given === undefined || given === null ? null : CHECKS[name](String(given));
    if (value !== null && !(name === "ordering" && value === USUAL)) found[name] = value;
  }
  return found;
}

/** The same filters with some set anew; an empty value takes one away. */
export const changed = (filters: Filters, values: { readonly [Name in Param]?: string | null }) =>
  filtersOf({ ...filters, ...values });

export const without = (filters: Filters, params: readonly Param[]) =>
  changed(filters, Object.fromEntries(params.map((name) => [name, null])));

export const orderingOf = ({ ordering }: Filters) => (ordering ?? USUAL) as Ordering;

export const statesOf = ({ state }: Filters) => (state ? state.split(",") : []) as ImageState[];

/** Whether fewer images are shown than there are; the order alone hides none. */
export const isNarrowed = (filters: Filters) =>
  Object.keys(filters).some((name) => name !== "ordering");

export const sameFilters = (one: Filters, other: Filters) =>
  PARAMS.every((name) => one[name] === other[name]);

export function toggleState(filters: Filters, state: ImageState): Filters {
  const states = statesOf(filters);
  const next = states.includes(state)
    ? states.filter((known) => known !== state)
    : [...states, state];
  return changed(filters, { state: next.join(",") });
}

/** As the server takes them: numbers as numbers, days as the moments at which they begin and end here. */
export function queryOf(filters: Filters): ImageQuery {
  const entries = Object.entries(filters).map(([name, value]) => [name, onTheWire(name, value)]);
  return { ...Object.fromEntries(entries), ordering: orderingOf(filters) };
}

function onTheWire(name: string, value: string): string | number {
  if (/_(min|max|by)$/.test(name) && name !== "finished_by") return Number(value);
  if (name.endsWith("_from")) return dayStart(value).toISOString();
  if (name.endsWith("_to")) return new Date(dayStart(value, 1).getTime() - 1).toISOString();
  return value;
}

function dayStart(value: string, daysLater = 0): Date {
  const [year = 0, month = 0, date = 0] = value.split("-").map(Number);
  const start = new Date(year, month - 1, date + daysLater);
  const exists = daysLater > 0 || (start.getMonth() === month - 1 && start.getDate() === date);
  return exists ? start : new Date(Number.NaN);
}
