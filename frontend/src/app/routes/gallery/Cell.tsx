/** One image of the gallery: the picture, its boxes, its state, and whether it is chosen. */

import { memo } from "react";
import type { ImageRow } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { StateBadge } from "../../components/StateBadge.tsx";
import { count, counted } from "../../format.ts";
import { Overlay } from "./Overlay.tsx";
import type { Frame } from "./outlines.ts";

type Props = {
  /** Undefined while it is on its way. */
  image: ImageRow | undefined;
  colors: ReadonlyMap<number, string>;
  picture: Frame;
  at: number;
  isCurrent: boolean;
  isChosen: boolean;
};

/** Clicks are the grid's business: a cell only says where it is. */
export const Cell = memo(function Cell(props: Props) {
  const { image, colors, picture, at, isCurrent, isChosen } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: See the grid.
    <div
      role="gridcell"
      tabIndex={isCurrent ? 0 : -1}
      data-at={at}
      aria-label={image ? undefined : `Image ${count(at + 1)}, loading`}
      aria-selected={isChosen}
      className="cell"
    >
      <div className="cell-picture">
        {image && (
          <>
            <img src={image.thumbnail} alt="" decoding="async" draggable={false} />
            <Overlay image={image} colors={colors} frame={picture} />
            {image.leased_to && <span className="cell-lease">{image.leased_to}</span>}
          </>
        )}
        <span className="cell-tick" data-tick aria-hidden="true">
          {isChosen && <Icon name="check" size={14} />}
        </span>
      </div>
      <div className="cell-caption">{image && <Caption image={image} />}</div>
    </div>
  );
});

function Caption({ image }: { image: ImageRow }) {
  return (
    <>
      <span className="cell-name" title={image.file_name}>
        {image.file_name}
      </span>
      <span className="cell-line">
        <StateBadge state={image.state} />
        {image.split === "holdout" && <span className="cell-split">Hold-out</span>}
        {image.open_comments > 0 && (
          <span className="cell-split" title={counted(image.open_comments, "open remark")}>
            {image.open_comments} !
          </span>
        )}
        <span className="cell-boxes soft" title={boxesOf(image)}>
          {shortly(image)}
          {isSuggested(image) && <span className="visually-hidden"> suggested</span>}
        </span>
      </span>
    </>
  );
}

function boxesOf({ box_count, predicted }: ImageRow): string {
  if (box_count > 0) return counted(box_count, "box", "boxes");
  return predicted.length > 0 ? `${predicted.length} suggested` : "";
}

/** The same where there is little room: suggested boxes with a plus, as in the editor's list of classes. */
const shortly = (image: ImageRow): string =>
  isSuggested(image) ? `+${image.predicted.length}` : boxesOf(image);

const isSuggested = ({ box_count, predicted }: ImageRow) => box_count === 0 && predicted.length > 0;
