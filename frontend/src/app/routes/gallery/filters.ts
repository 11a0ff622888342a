/** What the gallery shows, as it stands in the address bar. Bad values fall back instead of failing. */

import type { ImageState, Split } from "../../api/types.ts";

export const STATES = [
  "todo",
  "returned",
  "unsure",
  "done",
  "skipped",
] as const satisfies ImageState[];
export const SPLITS = ["train", "holdout"] as const satisfies Split[];
export const ORDERINGS = ["id", "-id", "-priority", "file_name"] as const;

export type Ordering = (typeof ORDERINGS)[number];

export type Filters = {
  states: readonly ImageState[];
  split: Split | null;
  category: number | null;
  search: string;
  ordering: Ordering;
};

/** The filters as strings by name; what is at its default is left out. */
export type GallerySearch = {
  state?: string;
  split?: string;
  category?: string;
  search?: string;
  ordering?: string;
};

export const NO_FILTERS: Filters = {
  states: [],
  split: null,
  category: null,
  search: "",
  ordering: "id",
};

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | null =>
  known.find((item) => item === value) ?? null;

export function filtersOf(search: Record<string, unknown>): Filters {
  const named = String(search.state ?? "").split(",");
  const category = Number(search.category);
  return {
    states: STATES.filter((state) => named.includes(state)),
    split: oneOf(SPLITS, search.split),
    category: Number.isInteger(category) && category > 0 ? category : null,
    search: String(search.search ?? ""),
    ordering: oneOf(ORDERINGS, search.ordering) ?? NO_FILTERS.ordering,
  };
}

export function searchOf(filters: Filters): GallerySearch {
  return {
    ...(filters.states.length ? { state: filters.states.join(",") } : {}),
    ...(filters.split ? { split: filters.split } : {}),
    ...(filters.category ? { category: String(filters.category) } : {}),
    ...(filters.search ? { search: filters.search } : {}),
    ...(filters.ordering === NO_FILTERS.ordering ? {} : { ordering: filters.ordering }),
  };
}

/** The same as the server's list of images takes it. */
export const queryOf = ({ states, split, category, search, ordering }: Filters) => ({
  ...(states.length ? { state: states.join(",") } : {}),
  ...(split ? { split } : {}),
  ...(category ? { category: String(category) } : {}),
  ...(search ? { search } : {}),
  ordering,
});

/** Whether fewer images are shown than there are; the order alone hides none. */
export const isNarrowed = ({ states, split, category, search }: Filters) =>
  states.length > 0 || split !== null || category !== null || search !== "";

export const toggled = (states: readonly ImageState[], state: ImageState): ImageState[] =>
  STATES.filter((known) => (known === state ? !states.includes(known) : states.includes(known)));
