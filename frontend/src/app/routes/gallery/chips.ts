/** The kinds of filters: their names, the parameters they set, and how one reads in a chip. */

import { count } from "../../format.ts";
import type { Filters, Param } from "./filters.ts";

/** What stands behind the numbers of an address. */
export interface Names {
  category: (id: string) => string;
  person: (id: string) => string;
  /** Its number. */
  model: (id: string) => string;
}

type Look =
  | { type: "span"; unit: string; step: number; most?: number }
  | { type: "share" }
  | { type: "days" }
  | { type: "categories" | "people" | "model" | "split" | "comments" };

export interface Kind {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly params: readonly Param[];
  readonly look: Look;
}

const span = (name: string, title: string, unit: string, step: number, hint?: string): Kind => ({
  id: name,
  title,
  params: [`${name}_min`, `${name}_max`] as Param[],
  look: { type: "span", unit, step },
  ...(hint ? { hint } : {}),
});

const days = (name: string, title: string): Kind => ({
  id: name,
  title,
  params: [`${name}_from`, `${name}_to`] as Param[],
  look: { type: "days" },
});

/** Of one of the boxes. The upper end is not in it, so that what lies on a line is on one side. */
const boxSpan = (name: string, title: string, unit: string, step: number, hint: string): Kind =>
  span(name, title, unit, step, `${hint} “To” itself is not in it.`);

const score = (name: string, title: string, hint: string): Kind => ({
  id: name,
  title,
  hint,
  params: [`${name}_min`, `${name}_max`] as Param[],
  look: { type: "share" },
});

const single = (id: Param, title: string, type: "split" | "comments" | "model" | "people") => ({
  id,
  title,
  params: [id],
  look: { type },
});

export const KINDS: readonly Kind[] = [
  {
    id: "category",
    title: "Category",
    params: ["category", "every_category", "without_category"],
    look: { type: "categories" },
  },
  span("boxes", "Boxes", "boxes", 1),
  boxSpan("box_size", "Box size", "px", 1, "A box whose area is the square of this."),
  boxSpan("box_aspect", "Box shape", "", 0.05, "A box whose width is so many times its height."),
  score("box_x", "Box from the left", "A box whose middle is there, in the width of the image."),
  score("box_y", "Box from the top", "A box whose middle is there, in the height of the image."),
  span("suggestions", "Suggestions", "suggestions", 1, "As many as the model in use shows."),
  score("top_score", "Surest suggestion", "How sure the model is of its best one."),
  score("low_score", "Least sure suggestion", "How sure the model is of its weakest one."),
  span("seconds", "Expected time", "s", 1, "What a person is expected to need."),
  single("finished_by", "Finished by", "people"),
  days("finished", "Finished"),
  days("uploaded", "Uploaded"),
  span("megapixels", "Size", "Mpx", 0.1),
  span("width", "Width", "px", 1),
  span("height", "Height", "px", 1),
  single("split", "Split", "split"),
  single("boxes_by", "Boxes by model", "model"),
  single("suggested_by", "Seen by model", "model"),
  single("comments", "Remarks", "comments"),
];

export const isSet = (kind: Kind, filters: Filters) =>
  kind.params.some((name) => filters[name] !== undefined);

export const SPLIT_NAME = { train: "For training", holdout: "Hold-out" } as const;

/** What a chip says. */
export function wordsOf(kind: Kind, filters: Filters, names: Names): string {
  const [first, second, third] = kind.params.map((name) => filters[name]);
  switch (kind.look.type) {
    case "span":
      return `${kind.title} ${between(first, second, number)}${unitOf(kind.look.unit)}`;
    case "share":
      return `${kind.title} ${between(first, second, percent)}`;
    case "days":
      return `${kind.title} ${between(first, second, (day) => day)}`;
    case "categories":
      return [
        listed(first, names.category),
        listed(second, names.category, " and "),
        without(third, names.category),
      ]
        .filter(Boolean)
        .join(", ");
    case "people":
      return `${kind.title} ${listed(first, names.person)}`;
    case "model":
      return `${kind.title} ${names.model(first ?? "")}`;
    case "split":
      return SPLIT_NAME[first as keyof typeof SPLIT_NAME];
    case "comments":
      return "Open remarks";
  }
}

/** Counts speak for themselves beside their title. */
const unitOf = (unit: string) => (["", "boxes", "suggestions"].includes(unit) ? "" : ` ${unit}`);

function between(from: string | undefined, to: string | undefined, say: (text: string) => string) {
  if (from === to) return say(from ?? "");
  if (from === undefined) return `≤ ${say(to ?? "")}`;
  if (to === undefined) return `≥ ${say(from)}`;
  return `${say(from)} – ${say(to)}`;
}

const number = (text: string) => (text.includes(".") ? text : count(Number(text)));
const percent = (text: string) => `${Math.round(1000 * Number(text)) / 10} %`;

const listed = (ids: string | undefined, say: (id: string) => string, between = " or ") =>
  ids ? ids.split(",").map(say).join(between) : "";

const without = (ids: string | undefined, say: (id: string) => string) =>
  ids ? `no ${ids.split(",").map(say).join(", no ")}` : "";
