/** Which part of the image a question shows. Knows nothing of React. */

import type { AskedSuspect, CropImage } from "../../api/types.ts";
import { type Corners, type Region, regionOf } from "../crops/regions.ts";

/** Beyond what a crop shows: neighbours say whether an object has a box already. */
const MORE = 1.5;
/** Of the preview, from which a region of it is sharp enough. */
const ENOUGH_PIXELS = 240;
const PREVIEW_SIDE = 1600;

export const cornersOf = (box: readonly number[]): Corners => [
  box[0] ?? 0,
  box[1] ?? 0,
  box[2] ?? 0,
  box[3] ?? 0,
];

/** A square around the label and what the model saw; the whole image where it is asked about. */
export function regionFor({ suspect }: AskedSuspect): Region {
  if (suspect.kind === "incomplete") return whole(suspect.image);
  const boxes = [suspect.drawn?.box, suspect.seen?.box].flatMap((box) =>
    box ? [cornersOf(box)] : [],
  );
  const around: Corners = [
    Math.min(...boxes.map(([x1]) => x1)),
    Math.min(...boxes.map(([, y1]) => y1)),
    Math.max(...boxes.map(([, , x2]) => x2)),
    Math.max(...boxes.map(([, , , y2]) => y2)),
  ];
  return regionOf(grown(around), suspect.image);
}

function whole({ width, height }: CropImage): Region {
  const side = Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

function grown([x1, y1, x2, y2]: Corners): Corners {
  const [across, down] = [((x2 - x1) * (MORE - 1)) / 2, ((y2 - y1) * (MORE - 1)) / 2];
  return [x1 - across, y1 - down, x2 + across, y2 + down];
}

/** The preview, or the picture itself for a small part of a large one. */
export function sourceFor({ side }: Region, image: CropImage): string {
  const shown = side * Math.min(1, PREVIEW_SIDE / Math.max(image.width, image.height));
  return shown >= Math.min(ENOUGH_PIXELS, side) ? image.preview : image.file;
}
