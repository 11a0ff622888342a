/** Goes to any image of the project: by its number, or by part of its name. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { findImages } from "../../../api/images.ts";
import type { ImageRow, Project } from "../../../api/types.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { StateBadge } from "../../../components/StateBadge.tsx";
import { counted } from "../../../format.ts";
import { together, wantedBy } from "./search.ts";

interface Props {
  readonly project: Project;
  readonly onOpen: (image: ImageRow) => void;
  readonly onClose: () => void;
}

const SHOWN = 12;

export default function JumpDialog({ project, onOpen, onClose }: Props) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const list = useId();
  const { images, isBusy } = useFound(project.id, useDeferredValue(text));
  const active = Math.min(place, images.length - 1);
  const open = () => {
    const image = images[active];
    if (image !== undefined && !isBusy) onOpen(image);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || images.length === 0) return;
    event.preventDefault();
    setPlace((active + step + images.length) % images.length);
  };
  return (
    <Dialog title="Go to an image" onClose={onClose} onSubmit={open}>
      <div className="editor-jump">
        <input
          className="input"
          role="combobox"
          aria-label="Number or part of the name"
          aria-expanded={images.length > 0}
          aria-controls={list}
          aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
          aria-autocomplete="list"
          placeholder="Number or part of the name"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setPlace(0);
          }}
          onKeyDown={pressed}
        />
        <div
          id={list}
          role="listbox"
          aria-label="Images"
          className="editor-found"
          aria-busy={isBusy}
        >
          {images.map((image, at) => (
            <Found
              key={image.id}
              id={`${list}-${at}`}
              image={image}
              isActive={at === active}
              onOpen={() => onOpen(image)}
            />
          ))}
        </div>
        <p className="soft small" role="status">
          {wordsFor(images.length, isBusy)}
        </p>
      </div>
    </Dialog>
  );
}

function wordsFor(found: number, isBusy: boolean): string {
  if (isBusy) return "Looking";
  if (found === 0) return "No image of this project has this number or name.";
  return found >= SHOWN ? `The first ${SHOWN}. Type more to find others.` : counted(found, "image");
}

function useFound(project: number, text: string): { images: readonly ImageRow[]; isBusy: boolean } {
  const { data, isFetching } = useQuery({
    queryKey: ["project", project, "jump", text],
    queryFn: async ({ signal }) => {
      const { number, name, isNumberFirst } = wantedBy(text);
      const named = findImages(
        project,
        { search: name, limit: SHOWN, ordering: "file_name" },
        signal,
      );
      const numbered =
        number === null ? [] : findImages(project, { ids: String(number), limit: 1 }, signal);
      return together(await numbered, await named, { isNumberFirst, most: SHOWN });
    },
    placeholderData: keepPreviousData,
  });
  return { images: data ?? [], isBusy: isFetching && data === undefined };
}

interface FoundProps {
  readonly id: string;
  readonly image: ImageRow;
  readonly isActive: boolean;
  readonly onOpen: () => void;
}

const Found = ({ id, image, isActive, onOpen }: FoundProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
  // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, by aria-activedescendant.
  <div id={id} role="option" aria-selected={isActive} className="editor-found-row" onClick={onOpen}>
    <img src={image.thumbnail} alt="" loading="lazy" width={48} height={36} />
    <span className="truncate">{image.file_name}</span>
    <span className="soft">#{image.id}</span>
    <StateBadge state={image.state} />
  </div>
);
