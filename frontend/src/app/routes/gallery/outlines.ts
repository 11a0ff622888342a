/** The outlines of all boxes of a category as one SVG path, by category id. */
export function outlines(boxes: readonly (readonly number[])[]): Map<number, string> {
  const paths = new Map<number, string>();
  for (const [category, x1, y1, x2, y2] of boxes) {
    if (category === undefined) continue;
    paths.set(category, `${paths.get(category) ?? ""}M${x1} ${y1}H${x2}V${y2}H${x1}Z`);
  }
  return paths;
}
