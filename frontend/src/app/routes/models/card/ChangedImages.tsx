/** The images that got better or worse, with the boxes of both models. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Change, changedImagesQuery } from "../../../api/cards.ts";
import type { MeasuredImage, Model, ModelComparison } from "../../../api/types.ts";
import { count, counted } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { modelName } from "../naming.ts";
import { countsWords, EditorLink } from "./CardImages.tsx";
import { Picture } from "./Picture.tsx";
import { PicturePage } from "./PicturePage.tsx";
import { Section } from "./Section.tsx";

type Props = { found: ModelComparison; before: Model; after: Model };

export function ChangedImages({ found, before, after }: Props) {
  const project = useProject();
  const [picked, setPicked] = useState<Change | null>(null);
  const [offset, setOffset] = useState(0);
  const change = picked ?? mostly(found);
  const same = found.images - found.better - found.worse;
  const page = useQuery(
    changedImagesQuery(project.id, after.id, { before: before.id, change, offset }),
  );
  return (
    <Section
      title="Images"
      isWide
      note={`An error is a missed or a false box. ${counted(found.only_before, "box", "boxes")} only ${modelName(before)} finds, ${counted(found.only_after, "box", "boxes")} only ${modelName(after)}.`}
    >
      <PicturePage<Change>
        legend="Which images"
        value={change}
        options={[
          ["better", `Better (${count(found.better)})`],
          ["worse", `Worse (${count(found.worse)})`],
          ["same", `As many errors (${count(same)})`],
        ]}
        page={page}
        offset={offset}
        onGo={(next, from) => {
          setPicked(next);
          setOffset(from);
        }}
      >
        {(images) => (
          <ul className="changed-images">
            {images.map((image) => (
              <li key={image.id}>
                <p className="small spread">
                  <strong className="truncate" title={image.file_name}>
                    {image.file_name}
                  </strong>
                  <EditorLink image={image.id} />
                </p>
                <div className="changed-pair">
                  {([before, after] as const).map((model, side) => (
                    <Half key={model.id} image={image} model={model} side={side === 0 ? 0 : 1} />
                  ))}
                </div>
                <p className="small soft">{flipWords(image, before, after)}</p>
              </li>
            ))}
          </ul>
        )}
      </PicturePage>
    </Section>
  );
}

/** What happened more often is looked at first. */
function mostly({ better, worse }: ModelComparison): Change {
  if (better + worse === 0) return "same";
  return worse > better ? "worse" : "better";
}

function Half({ image, model, side }: { image: MeasuredImage; model: Model; side: 0 | 1 }) {
  const { id } = useProject();
  return (
    <figure>
      <Link
        to="/projects/$projectId/images/$imageId/trace"
        params={{ projectId: String(id), imageId: String(image.id) }}
        search={{ model: model.id }}
        preload={false}
        className="measured-link"
        aria-label={`${image.file_name} by ${modelName(model)}: ${countsWords(image, side)}. Open the trace`}
      >
        <Picture image={image} side={side} />
      </Link>
      <figcaption className="small">
        <strong>{modelName(model)}</strong>
        <span className="soft"> {countsWords(image, side)}</span>
      </figcaption>
    </figure>
  );
}

function flipWords({ truth }: MeasuredImage, before: Model, after: Model): string {
  const only = (bits: number) => truth.filter((row) => row[5] === bits).length;
  const words = [
    [only(1), modelName(before)],
    [only(2), modelName(after)],
  ] as const;
  return words
    .filter(([boxes]) => boxes > 0)
    .map(([boxes, name]) => `${counted(boxes, "box", "boxes")} found by ${name} only`)
    .join("; ");
}
