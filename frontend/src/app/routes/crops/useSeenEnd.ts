/** Whether the last crop of a page was on the screen. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { CropPage } from "../../api/types.ts";

/** What the bar at the bottom covers, in pixels. */
const FOOT = 64;
/** How much of a screen is shown again after a step, so that no row is lost between two. */
const KEPT = 0.35;

export function useSeenEnd(page: CropPage | null) {
  const end = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<CropPage | null>(null);

  useEffect(() => {
    if (page === null || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(page),
      { rootMargin: `0px 0px -${FOOT}px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [page]);

  const showMore = useCallback(() => {
    window.scrollBy({ top: (window.innerHeight - FOOT) * (1 - KEPT), behavior: "smooth" });
  }, []);
  return { end, hasSeenEnd: page !== null && seen === page, showMore };
}
