/** Images page by page in one of a few choices, with what their lines mean. */

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { MeasuredImage } from "../../../api/types.ts";
import { ErrorNote, Loading, Skeleton } from "../../../components/feedback.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { Pages } from "./Pages.tsx";
import { Legend } from "./Picture.tsx";

type Props<T extends string> = {
  legend: string;
  value: T;
  options: readonly (readonly [T, string])[];
  page: UseQueryResult<{ total: number; images: MeasuredImage[] }>;
  offset: number;
  onGo: (value: T, offset: number) => void;
  children: (images: MeasuredImage[]) => ReactNode;
};

export function PicturePage<T extends string>(props: Props<T>) {
  const { legend, value, options, page, offset, onGo, children } = props;
  return (
    <>
      <div className="spread image-tools">
        <Segments
          legend={legend}
          value={value}
          options={options}
          onPick={(next) => onGo(next, 0)}
        />
        <Legend />
      </div>
      {page.isPending && (
        <Loading>
          <Skeleton height={220} />
        </Loading>
      )}
      {page.isError && <ErrorNote error={page.error} onRetry={() => page.refetch()} />}
      {page.data?.total === 0 && <p className="soft small">None.</p>}
      {page.data && children(page.data.images)}
      <Pages offset={offset} total={page.data?.total ?? 0} onGo={(next) => onGo(value, next)} />
    </>
  );
}
