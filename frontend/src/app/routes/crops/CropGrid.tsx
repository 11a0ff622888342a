/** The crops of a page side by side. One of them is current: keys go by it, and its whole image is shown. */

import { useEffect, useMemo, useRef, useState } from "react";
import type { Category, CropImage, CropPage } from "../../api/types.ts";
import { CropCell } from "./CropCell.tsx";
import { Cutter } from "./cutter.ts";
import type { Corners } from "./regions.ts";

type Props = {
  page: CropPage;
  category: Category;
  size: number;
  at: number;
  wrong: ReadonlySet<number>;
  isBusy: boolean;
  onMark: (at: number) => void;
  onReach: (at: number) => void;
};

const optionId = (page: CropPage, at: number) => `crop-${page.id}-${at}`;

export function CropGrid({ page, category, size, at, wrong, isBusy, onMark, onReach }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const cutter = useCutter(page);
  const images = useMemo(() => new Map(page.images.map((image) => [image.id, image])), [page]);

  useEffect(() => list.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    list.current?.querySelector(`#${optionId(page, at)}`)?.scrollIntoView({ block: "nearest" });
  }, [page, at]);

  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-multiselectable="true"
      aria-label={`Suggestions of ${category.name}: select the wrong ones`}
      aria-activedescendant={optionId(page, at)}
      aria-busy={isBusy}
      className="crop-grid"
      style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(${size}px, 100%), 1fr))` }}
    >
      {page.crops.map((crop, place) => (
        <CropCell
          // biome-ignore lint/suspicious/noArrayIndexKey: A page never changes; its crops are named by position.
          key={place}
          id={optionId(page, place)}
          at={place}
          name={category.name}
          image={images.get(crop.image) ?? gone(crop.image)}
          box={crop.box as unknown as Corners}
          color={category.color}
          cutter={cutter}
          isWrong={wrong.has(place)}
          isCurrent={place === at}
          onMark={onMark}
          onReach={onReach}
        />
      ))}
    </div>
  );
}

/** An image that was deleted since: nothing can be read, and the answer will say so. */
const gone = (id: number): CropImage => ({
  id,
  file_name: "Deleted image",
  width: 1,
  height: 1,
  file: "",
  thumbnail: "",
  preview: "",
});

/** One for each page; null until the page stands. */
export function useCutter(page: CropPage): Cutter | null {
  const [cutter, setCutter] = useState<Cutter | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: Another page has other pictures.
  useEffect(() => {
    const made = new Cutter();
    setCutter(made);
    return () => made.close();
  }, [page]);
  return cutter;
}

/** How many crops stand in a row. */
export function columnsOf(grid: Element | null): number {
  if (grid === null) return 1;
  return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
}
