/** Where a key leads in a row of images; null for keys that lead nowhere. */
export function placeFor(key: string, active: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
      return Math.min(active + 1, count - 1);
    case "ArrowLeft":
      return Math.max(active - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
