/** What happened to this image, the newest first; what is pointed at or chosen is drawn over the picture. */

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Sheet } from "../../../../core/sheet.ts";
import { type Revision, revisionsQuery } from "../../../api/history.ts";
import type { Project } from "../../../api/types.ts";
import { ErrorNote, Loading, Skeleton } from "../../../components/feedback.tsx";
import { placeFor } from "../../../components/places.ts";
import { ago, dateTime } from "../../../format.ts";
import { shownDiff } from "../panel-state.ts";
import { useSession } from "../store.ts";
import type { Workbench } from "../workbench.ts";
import { diffOf } from "./diff.ts";
import { RestoreBar } from "./RestoreBar.tsx";
import { revisionWords } from "./words.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
  readonly sheet: Sheet;
}

const ROW_HEIGHT = 48;
const WAITING_ROWS = 4;

export default function HistoryTab({ project, workbench, sheet }: Props) {
  const { pages, error, refetch, isEnd, more } = useRevisions(workbench, sheet);
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => () => shownDiff.set(null), []);

  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (pages === undefined) return <Waiting />;
  const choose = (row: Revision | null) => {
    setChosen(row?.number ?? null);
    shownDiff.set(row && diffOf(row));
  };
  const active = pages.findIndex(({ number }) => number === chosen);
  return (
    <div className="editor-history">
      {pages.length === 0 ? (
        <p className="editor-empty editor-tab-empty">Nothing has happened to this image yet.</p>
      ) : (
        <Rows rows={pages} active={active} choose={choose} more={isEnd ? null : more} />
      )}
      <RestoreBar
        {...{ project, workbench, sheet }}
        revision={pages[active] ?? null}
        newest={pages[0]?.number ?? 0}
        onRestored={() => choose(null)}
      />
    </div>
  );
}

function useRevisions(workbench: Workbench, sheet: Sheet) {
  const image = sheet.image.id;
  const query = useInfiniteQuery(revisionsQuery(image));
  const cache = useQueryClient();
  const saved = useSession(workbench.session, () => sheet.saver.revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each saved revision there is one more.
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: ["image", image, "revisions"] });
  }, [saved, image, cache]);
  const pages = useMemo(() => query.data?.pages.flatMap(({ results }) => results), [query.data]);
  return {
    pages,
    error: query.error,
    refetch: () => void query.refetch(),
    isEnd: !query.hasNextPage,
    more: () => void (query.isFetchingNextPage || query.fetchNextPage()),
  };
}

interface RowsProps {
  readonly rows: readonly Revision[];
  readonly active: number;
  readonly choose: (row: Revision | null) => void;
  readonly more: (() => void) | null;
}

function Rows({ rows, active, choose, more }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const shown = list.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) more?.();
  }, [last, rows.length, more]);
  useEffect(() => {
    if (active >= 0) list.scrollToIndex(active, { align: "auto" });
  }, [active, list]);

  const pressed = (event: React.KeyboardEvent) => {
    const target = placeFor(event.key, "column", active, rows.length);
    if (target === null) return;
    event.preventDefault();
    choose(rows[target] ?? null);
  };
  const rest = () => shownDiff.set(rows[active] ? diffOf(rows[active]) : null);
  return (
    <div
      ref={scroller}
      className="editor-list"
      data-testid="revisions"
      role="listbox"
      aria-label="What happened to this image"
      aria-activedescendant={active >= 0 ? rowId(rows[active]) : undefined}
      tabIndex={0}
      onKeyDown={pressed}
      onPointerLeave={rest}
    >
      <div className="editor-list-room" role="presentation" style={{ height: list.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <Row
              key={row.number}
              row={row}
              place={index}
              top={start}
              isChosen={index === active}
              choose={() => choose(index === active ? null : row)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: Revision;
  readonly place: number;
  readonly top: number;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function Row({ row, place, top, isChosen, choose }: RowProps) {
  const words = revisionWords(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, by aria-activedescendant.
    <div
      id={rowId(row)}
      role="option"
      className="editor-row editor-revision"
      aria-selected={isChosen}
      aria-posinset={place + 1}
      data-kind={row.kind}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      title={row.reason === "" ? words : `${words}. ${row.reason}`}
      onClick={choose}
      onPointerEnter={() => shownDiff.set(diffOf(row))}
    >
      <span className="editor-revision-number soft">{row.number}</span>
      <span className="editor-revision-words">
        <span className="truncate">{words}</span>
        <span className="truncate soft">
          {row.author ?? "The system"},{" "}
          <time dateTime={row.created_at} title={dateTime(row.created_at)}>
            {ago(row.created_at)}
          </time>
          {row.reason !== "" && `: ${row.reason}`}
        </span>
      </span>
    </div>
  );
}

const Waiting = () => (
  <Loading>
    <div className="editor-history-waiting">
      {Array.from({ length: WAITING_ROWS }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <Skeleton key={row} height={ROW_HEIGHT - 12} />
      ))}
    </div>
  </Loading>
);

const rowId = (row: Revision | undefined): string | undefined =>
  row === undefined ? undefined : `editor-revision-${row.number}`;
