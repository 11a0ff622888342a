/** The page's own clock: milliseconds that never jump, also when somebody sets the computer's clock. */

import type { Clock } from "../../../core/sync/transport.ts";

export const PAGE_CLOCK: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, callback) => {
    const timer = window.setTimeout(callback, ms);
    return () => window.clearTimeout(timer);
  },
  random: () => Math.random(),
};
