/** One image of the gallery: the picture, its boxes, and its state. */

import { memo } from "react";
import type { ImageRow } from "../../api/types.ts";
import { StateBadge } from "../../components/StateBadge.tsx";
import { counted } from "../../format.ts";
import { Overlay } from "./Overlay.tsx";

type Props = {
  image: ImageRow;
  colors: ReadonlyMap<number, string>;
  at: number;
  isCurrent: boolean;
  onOpen: () => void;
  onFocus: () => void;
};

export const Cell = memo(CellView, (before, after) =>
  (["image", "colors", "at", "isCurrent"] as const).every((key) => before[key] === after[key]),
);

function CellView({ image, colors, at, isCurrent, onOpen, onFocus }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: See the grid.
    // biome-ignore lint/a11y/useKeyWithClickEvents: The grid listens for Enter.
    <div
      role="gridcell"
      tabIndex={isCurrent ? 0 : -1}
      data-at={at}
      aria-label={describe(image)}
      className="cell"
      onClick={onOpen}
      onFocus={onFocus}
    >
      <div className="cell-picture">
        <img src={image.thumbnail} alt="" loading="lazy" decoding="async" draggable={false} />
        <Overlay image={image} colors={colors} />
        {image.leased_to && <span className="cell-lease">{image.leased_to}</span>}
      </div>
      <div className="cell-caption">
        <span className="cell-name" title={image.file_name}>
          {image.file_name}
        </span>
        <span className="cell-line">
          <StateBadge state={image.state} />
          {image.split === "holdout" && <span className="cell-split">Hold-out</span>}
          <span className="cell-boxes soft" title={boxesOf(image)}>
            {shortly(image)}
          </span>
        </span>
      </div>
    </div>
  );
}

function boxesOf({ box_count, predicted }: ImageRow): string {
  if (box_count > 0) return counted(box_count, "box", "boxes");
  return predicted.length > 0 ? `${predicted.length} suggested` : "";
}

/** The same where there is little room: suggested boxes with a plus, as in the editor's list of classes. */
const shortly = (image: ImageRow): string =>
  image.box_count === 0 && image.predicted.length > 0
    ? `+${image.predicted.length}`
    : boxesOf(image);

const describe = (image: ImageRow) =>
  [image.file_name, image.state, boxesOf(image)].filter(Boolean).join(", ");
