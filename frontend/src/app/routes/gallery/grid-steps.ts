/** How keys walk through a grid that is filled row by row. */

/** How many cells of at least this width stand side by side. */
export const columnsFor = (width: number, narrowest: number, gap: number) =>
  Math.max(1, Math.floor((width + gap) / (narrowest + gap)));

/** screen: rows that are seen at once */
type Position = { at: number; count: number; columns: number; screen?: number };

/** The cell that a key leads to; null for keys that lead nowhere. At an edge one stays. */
export function step(key: string, { at, count, columns, screen = 4 }: Position): number | null {
  const to = target(key, { at, count, columns, screen });
  if (to === null) return null;
  return to < 0 || to >= count ? at : to;
}

function target(key: string, { at, count, columns, screen }: Required<Position>): number | null {
  switch (key) {
    case "ArrowRight":
      return at + 1;
    case "ArrowLeft":
      return at - 1;
    case "ArrowDown":
      return at + columns;
    case "ArrowUp":
      return at - columns;
    case "PageDown":
      return Math.min(count - 1, at + Math.max(1, screen) * columns);
    case "PageUp":
      return Math.max(0, at - Math.max(1, screen) * columns);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
