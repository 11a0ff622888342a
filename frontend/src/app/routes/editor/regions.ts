/** F6: the keyboard's way between the parts of the page, since Tab walks through boxes on the image. */

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), [tabindex="0"]';

export function moveToRegion(page: HTMLElement | null, step: 1 | -1): void {
  const regions = [...(page?.querySelectorAll<HTMLElement>("[data-region]") ?? [])];
  const current = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(current + step + regions.length) % regions.length];
  next?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}
