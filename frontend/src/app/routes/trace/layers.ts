/** What a canvas is covered with, the lowest first. Each layer draws itself, in pixels of the frame. */

import type { Corners } from "../../api/trace-types.ts";
import { cssColorAt, pixelsOf } from "./colors.ts";
import type { ByteMap } from "./decode.ts";
import { type Fit, type Size, toFrame } from "./frame.ts";

export type Layer = (pen: CanvasRenderingContext2D, fit: Fit, image: Size) => void;

/** A picture that fills the plane of the image, or the given part of it. */
export const pictureLayer =
  (picture: CanvasImageSource, part?: Corners): Layer =>
  (pen, fit, image) => {
    const [x1, y1, x2, y2] = toFrame(fit, part ?? [0, 0, image.width, image.height]);
    pen.drawImage(picture, x1, y1, x2 - x1, y2 - y1);
  };

/** A map over the picture, its cells with sharp edges, cut off where the image ends. */
export function heatLayer(map: ByteMap, plane: Corners, opacity: number): Layer {
  const canvas = new OffscreenCanvas(map.width, map.height);
  canvas.getContext("2d")?.putImageData(new ImageData(pixelsOf(map), map.width, map.height), 0, 0);
  return (pen, fit, image) => {
    pen.save();
    const [left, top, right, bottom] = toFrame(fit, [0, 0, image.width, image.height]);
    pen.beginPath();
    pen.rect(left, top, right - left, bottom - top);
    pen.clip();
    pen.globalAlpha = opacity;
    pen.imageSmoothingEnabled = false;
    pictureLayer(canvas, plane)(pen, fit, image);
    pen.restore();
  };
}

export interface Stroke {
  readonly box: Corners;
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Behind what matters. */
  readonly isFaint?: boolean;
}

const HALO = "rgb(0 0 0 / 55%)";
const FAINT_HALO = "rgb(0 0 0 / 18%)";

/** Boxes in thin lines, each on a dark halo so that it is seen on any picture; the last on top. */
export const strokesLayer =
  (strokes: readonly Stroke[]): Layer =>
  (pen, fit) => {
    for (const { box, color, width = 1.5, dash = [], isFaint = false } of strokes) {
      const [x1, y1, x2, y2] = toFrame(fit, box);
      pen.setLineDash([]);
      pen.strokeStyle = isFaint ? FAINT_HALO : HALO;
      pen.lineWidth = width + 1.5;
      pen.strokeRect(x1, y1, x2 - x1, y2 - y1);
      pen.setLineDash([...dash]);
      pen.strokeStyle = color;
      pen.lineWidth = width;
      pen.strokeRect(x1, y1, x2 - x1, y2 - y1);
    }
    pen.setLineDash([]);
  };

/** Boxes in the colours of their scores, the best on top. */
export const scoredLayer = (
  boxes: readonly Corners[],
  scores: readonly number[],
  dash: readonly number[] = [],
): Layer =>
  strokesLayer(
    boxes.map((box, place) => ({ box, color: cssColorAt(scores[place] ?? 0), dash })).reverse(),
  );

/** The first few boxes, to be clicked; all of them would cover the picture. */
export const othersLayer = (boxes: readonly Corners[]): Layer =>
  strokesLayer(
    othersOf(boxes).map((box) => ({
      box,
      color: "rgb(255 255 255 / 60%)",
      width: 1,
      isFaint: true,
    })),
  );

const MOST_OTHERS = 60;

export const othersOf = (boxes: readonly Corners[]): readonly Corners[] =>
  boxes.slice(0, MOST_OTHERS);

/** Slanting lines over what is no part of the picture. */
export const hatchLayer =
  (part: Corners): Layer =>
  (pen, fit) => {
    const [x1, y1, x2, y2] = toFrame(fit, part);
    if (x2 - x1 <= 0 || y2 - y1 <= 0) return;
    pen.save();
    pen.beginPath();
    pen.rect(x1, y1, x2 - x1, y2 - y1);
    pen.clip();
    pen.strokeStyle = "rgb(255 255 255 / 60%)";
    pen.lineWidth = 1;
    pen.beginPath();
    for (let at = x1 - (y2 - y1); at < x2; at += 8) {
      pen.moveTo(at, y2);
      pen.lineTo(at + (y2 - y1), y1);
    }
    pen.stroke();
    pen.restore();
  };

/** The 7 × 7 cells into which a proposal is read. */
export const gridLayer =
  (box: Corners, cells: number): Layer =>
  (pen, fit) => {
    const [x1, y1, x2, y2] = toFrame(fit, box);
    pen.beginPath();
    for (let line = 1; line < cells; line += 1) {
      const [x, y] = [x1 + ((x2 - x1) * line) / cells, y1 + ((y2 - y1) * line) / cells];
      pen.moveTo(x, y1);
      pen.lineTo(x, y2);
      pen.moveTo(x1, y);
      pen.lineTo(x2, y);
    }
    pen.strokeStyle = HALO;
    pen.lineWidth = 2;
    pen.stroke();
    pen.strokeStyle = "rgb(255 255 255 / 80%)";
    pen.lineWidth = 1;
    pen.stroke();
  };
