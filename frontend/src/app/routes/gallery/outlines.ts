/** The outlines of all boxes of a category as one SVG path, by category id. */
export function outlines(boxes: readonly (readonly number[])[]): Map<number, string> {
  const paths = new Map<number, string>();
  for (const [category, x1, y1, x2, y2] of boxes) {
    if (category === undefined) continue;
    paths.set(category, `${paths.get(category) ?? ""}M${x1} ${y1}H${x2}V${y2}H${x1}Z`);
  }
  return paths;
}

/** Pixels of the screen that a picture may take. */
export type Frame = { readonly width: number; readonly height: number };

/**
 * Boxes in pixels of the frame, where the image is as large as it can be and in the middle. An SVG that scales by
 * itself costs the browser more.
 */
export function placed(
  boxes: readonly (readonly number[])[],
  image: Frame,
  frame: Frame,
): number[][] {
  const scale = Math.min(frame.width / image.width, frame.height / image.height);
  const x = (at = 0) => near(at * scale + (frame.width - image.width * scale) / 2);
  const y = (at = 0) => near(at * scale + (frame.height - image.height * scale) / 2);
  return boxes.map(([category = 0, x1, y1, x2, y2]) => [category, x(x1), y(y1), x(x2), y(y2)]);
}

const near = (pixels: number) => Math.round(10 * pixels) / 10;
