/** Says aloud, for screen readers, what the eye sees: the new image, the selected box, what was done. */

import { useEffect, useState } from "react";
import type { Project } from "../../api/types.ts";
import { counted } from "../../format.ts";
import { useKeyOf } from "./keymap-store.ts";
import { noticeText } from "./notice-words.ts";
import { useEditor, useSession, useValue } from "./store.ts";
import { boxWords, saveWords } from "./words.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly project: Project;
  readonly workbench: Workbench;
}

export function Announcer(props: Props) {
  const image = useImageWords(props.workbench);
  const selection = useSelectionWords(props);
  const notice = useValue(props.workbench.notice);
  const save = useSession(props.workbench.session, (snapshot) => snapshot.save);
  const isCalm = save.state === "saved" || save.state === "saving";
  return (
    <>
      <output className="visually-hidden" aria-live="polite">
        {image}
      </output>
      <output className="visually-hidden" aria-live="polite">
        {selection}
      </output>
      <output className="visually-hidden" aria-live="polite">
        {notice && noticeText(notice)}
      </output>
      <output className="visually-hidden" aria-live="polite">
        {isCalm ? "" : saveWords(save)}
      </output>
    </>
  );
}

/** Said once for each image, not again with each box that is drawn. */
function useImageWords({ session, editor }: Workbench): string {
  const sheet = useSession(session, (snapshot) => snapshot.sheet);
  const key = useKeyOf("suggestions.toggle");
  const [words, setWords] = useState("");
  useEffect(() => {
    if (sheet === null) {
      setWords("");
      return;
    }
    const { boxes, suggested, showsSuggestions } = editor.snapshot();
    const confirmed = boxes.filter((box) => box.status === "confirmed").length;
    const open = showsSuggestions
      ? counted(suggested, "suggestion")
      : `suggestions hidden${key === null ? "" : `, ${key} shows them`}`;
    setWords(`${sheet.image.fileName}: ${counted(confirmed, "box", "boxes")}, ${open}`);
  }, [sheet, editor, key]);
  return words;
}

function useSelectionWords({ project, workbench }: Props): string {
  const selection = useEditor(workbench.editor, (snapshot) => snapshot.selection);
  const boxes = useEditor(workbench.editor, (snapshot) => snapshot.boxes);
  if (selection.size === 0) return "";
  if (selection.size > 1) return `${selection.size} boxes selected`;
  const place = boxes.findIndex((box) => selection.has(box.key));
  const box = boxes[place];
  if (box === undefined) return "";
  const category = project.categories.find(({ id }) => id === box.category);
  return `${boxWords(box, category?.name ?? "unknown")}, box ${place + 1} of ${boxes.length}`;
}
