/** The place in question: the label in an unbroken line, the model's box in a dashed one with corners. A whole image has
 * all its labels in their colours. */

import { useMemo } from "react";
import type { AskedSuspect, Category } from "../../api/types.ts";
import { counted } from "../../format.ts";
import type { Corners } from "../crops/regions.ts";
import { nameOf } from "./answers.ts";
import { cornersOf, regionFor, sourceFor } from "./regions.ts";

type Props = { asked: AskedSuspect; categories: ReadonlyMap<number, Category> };

const OTHER = "#9aa1a9";

export function SuspectPicture({ asked, categories }: Props) {
  const { suspect, around } = asked;
  const { image, drawn, seen } = suspect;
  const region = useMemo(() => regionFor(asked), [asked]);
  const colorOf = (id: number) => categories.get(id)?.color ?? OTHER;
  const isWhole = suspect.kind === "incomplete";
  const frame = isWhole
    ? {
        viewBox: `0 0 ${image.width} ${image.height}`,
        style: { aspectRatio: `${image.width} / ${image.height}` },
      }
    : { viewBox: `${region.x} ${region.y} ${region.side} ${region.side}` };
  const isMoved = seen !== null && suspect.kind !== "swapped";
  return (
    <figure className="suspect-picture">
      <svg {...frame} role="img" aria-label={pictureWords(asked, categories)}>
        <image
          href={sourceFor(region, image)}
          width={image.width}
          height={image.height}
          preserveAspectRatio="none"
        />
        {around.map(({ box, category }) => (
          <Outline
            key={`${category}:${box.join()}`}
            box={cornersOf(box)}
            className={isWhole ? "suspect-label" : "suspect-around"}
            color={isWhole ? colorOf(category) : OTHER}
          />
        ))}
        {drawn && (
          <Outline
            box={cornersOf(drawn.box)}
            className="suspect-drawn"
            color={colorOf(drawn.category)}
          />
        )}
        {seen && (
          <Outline
            box={cornersOf(seen.box)}
            className="suspect-seen"
            color={colorOf(seen.category)}
          />
        )}
        {seen && isMoved && (
          <path d={bracketsOf(cornersOf(seen.box))} className="suspect-brackets" />
        )}
      </svg>
      <figcaption className="suspect-legend small">
        {drawn && (
          <span>
            <i className="suspect-line suspect-line-drawn" aria-hidden="true" /> Label:{" "}
            {nameOf(drawn.category, categories)}
          </span>
        )}
        {seen && (
          <span>
            <i className="suspect-line suspect-line-seen" aria-hidden="true" /> Model:{" "}
            {nameOf(seen.category, categories)}
          </span>
        )}
        {isWhole && <span>{counted(around.length, "label")}</span>}
        {!isWhole && around.length > 0 && (
          <span className="soft">
            <i className="suspect-line suspect-line-around" aria-hidden="true" /> Other labels
          </span>
        )}
      </figcaption>
    </figure>
  );
}

/** Twice, a dark line below a coloured one: it shows on any image. */
function Outline({ box, className, color }: { box: Corners; className: string; color: string }) {
  const [x1, y1, x2, y2] = box;
  const place = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  return (
    <g className={className}>
      <rect {...place} className="suspect-shade" />
      <rect {...place} stroke={color} />
    </g>
  );
}

/** The four corners of a box, each as an angle that is a fifth of the side long. */
function bracketsOf([x1, y1, x2, y2]: Corners): string {
  const [across, down] = [(x2 - x1) / 5, (y2 - y1) / 5];
  const angle = (x: number, y: number, right: number, below: number) =>
    `M${x + right} ${y}H${x}V${y + below}`;
  return [
    angle(x1, y1, across, down),
    angle(x2, y1, -across, down),
    angle(x1, y2, across, -down),
    angle(x2, y2, -across, -down),
  ].join("");
}

function pictureWords(
  { suspect, around }: AskedSuspect,
  categories: ReadonlyMap<number, Category>,
) {
  const { drawn, seen, image } = suspect;
  if (suspect.kind === "incomplete") {
    return `${image.file_name} with ${counted(around.length, "label")}`;
  }
  const label = drawn ? `the label ${nameOf(drawn.category, categories)}` : "no label";
  const model = seen ? ` and the model's ${nameOf(seen.category, categories)}` : "";
  return `Part of ${image.file_name} with ${label}${model}`;
}
