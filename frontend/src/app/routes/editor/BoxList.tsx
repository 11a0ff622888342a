/**
 * All boxes as a list beside the canvas, with the same selection: the way to them without a pointer
 * and without sight. Only the rows in sight are in the page.
 */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Box } from "../../../core/document.ts";
import type { Category, Project } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { placeFor } from "../../components/places.ts";
import { counted } from "../../format.ts";
import { useOpenByBox } from "./comments/useComments.ts";
import { useKeyOf } from "./keymap-store.ts";
import { Swatch } from "./Swatch.tsx";
import { useEditor, useSession } from "./store.ts";
import { ToolIcon } from "./ToolIcon.tsx";
import { markWords, placeWords, scoreWords, sizeWords, statusWord } from "./words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

const ROW_HEIGHT = 28;

export default function BoxList({ project, workbench }: Props) {
  const { editor } = workbench;
  const boxes = useEditor(editor, (snapshot) => snapshot.boxes);
  const selection = useEditor(editor, (snapshot) => snapshot.selection);
  const locked = useEditor(editor, (snapshot) => snapshot.locked);
  const categories = useMemo(
    () => new Map(project.categories.map((category) => [category.id, category])),
    [project.categories],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: boxes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const drawKey = useKeyOf("tool.draw");
  const image = useSession(workbench.session, ({ sheet }) => sheet?.image.id ?? null);
  const comments = useOpenByBox(image);
  const active = boxes.findIndex((box) => selection.has(box.key));

  useEffect(() => {
    if (active >= 0) rows.scrollToIndex(active, { align: "auto" });
  }, [active, rows]);

  const goTo = (place: number) => {
    const box = boxes[Math.min(Math.max(place, 0), boxes.length - 1)];
    if (box !== undefined) editor.dispatch({ type: "focus", key: box.key });
  };
  const pressed = (event: React.KeyboardEvent) => {
    const target = placeFor(event.key, "column", active, boxes.length);
    if (target === null) return;
    event.preventDefault();
    goTo(target);
  };

  return (
    <section className="editor-section editor-boxes" aria-labelledby="editor-boxes">
      <header className="editor-section-head">
        <h2 id="editor-boxes">Boxes</h2>
        <span className="soft" data-testid="box-count">
          {boxes.length}
        </span>
      </header>
      {boxes.length === 0 && image !== null && (
        <p className="editor-empty">No boxes.{drawKey && ` Press ${drawKey} and draw one.`}</p>
      )}
      <div
        ref={scroller}
        className="editor-list"
        data-testid="box-list"
        role="listbox"
        aria-labelledby="editor-boxes"
        aria-multiselectable
        aria-activedescendant={active >= 0 ? rowId(boxes[active]) : undefined}
        tabIndex={0}
        onKeyDown={pressed}
      >
        <div
          className="editor-list-room"
          role="presentation"
          style={{ height: rows.getTotalSize() }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const box = boxes[index];
            return box === undefined ? null : (
              <Row
                key={box.key}
                box={box}
                category={categories.get(box.category)}
                place={index}
                count={boxes.length}
                top={start}
                isSelected={selection.has(box.key)}
                isLocked={locked.has(box.key)}
                comments={comments.get(box.key) ?? 0}
                choose={(adds) =>
                  adds
                    ? editor.dispatch({ type: "select", keys: toggled(selection, box.key) })
                    : editor.dispatch({ type: "focus", key: box.key })
                }
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  readonly box: Box;
  readonly category: Category | undefined;
  readonly place: number;
  readonly count: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isLocked: boolean;
  /** Open ones. */
  readonly comments: number;
  readonly choose: (adds: boolean) => void;
}

function Row(props: RowProps) {
  const { box, category, place, count, top, isSelected, isLocked, comments, choose } = props;
  const name = category?.name ?? "unknown";
  const marks = markWords(box);
  const separator = scoreWords(box) === "" ? "" : ", ";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, by aria-activedescendant.
    <div
      id={rowId(box)}
      role="option"
      className={`editor-row editor-row-${box.status}`}
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={count}
      data-status={box.status}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      onClick={(event) => choose(event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      <Swatch color={category?.color ?? "#a7adb4"} isSuggested={box.status !== "confirmed"} />
      <span className="truncate editor-row-name">{name}</span>
      <span className="visually-hidden">, {statusWord(box)}, </span>
      {box.status !== "confirmed" && <span className="soft">{scoreWords(box)}</span>}
      <span className="visually-hidden">{`${separator}${marks}${marks === "" ? "" : ", "}`}</span>
      {isLocked && (
        <span className="editor-row-lock" title="Locked">
          <ToolIcon name="lock" />
          <span className="visually-hidden">locked, </span>
        </span>
      )}
      {comments > 0 && (
        <span className="editor-row-comments" title="Comments on this box">
          <Icon name="comment" size={14} />
          <span className="visually-hidden">{counted(comments, "comment")}, </span>
        </span>
      )}
      <span className="soft editor-row-size">
        {sizeWords(box)}
        <span className="visually-hidden"> at {placeWords(box)}</span>
      </span>
    </div>
  );
}

const rowId = (box: Box | undefined): string | undefined =>
  box === undefined ? undefined : `editor-box-${box.key}`;

const toggled = (selection: ReadonlySet<string>, key: string): string[] =>
  selection.has(key) ? [...selection].filter((other) => other !== key) : [...selection, key];
