/** One address for all who wait for what comes after the first frame. */

export const loadLater = () => import("./later.ts");
