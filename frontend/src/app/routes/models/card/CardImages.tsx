/** The hold-out images that a model did worst on, or best. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { cardImagesQuery, type ImageOrder } from "../../../api/cards.ts";
import type { MeasuredImage, Model } from "../../../api/types.ts";
import { count, oneDecimal } from "../../../format.ts";
import { useProject } from "../../project/project-context.ts";
import { Picture } from "./Picture.tsx";
import { PicturePage } from "./PicturePage.tsx";
import { Section } from "./Section.tsx";

const ORDERS = [
  ["worst", "Worst"],
  ["best", "Best"],
] as const;

export function CardImages({ model, evaluation }: { model: Model; evaluation: number }) {
  const project = useProject();
  const [order, setOrder] = useState<ImageOrder>("worst");
  const [offset, setOffset] = useState(0);
  const page = useQuery(cardImagesQuery(project.id, model.id, { evaluation, order, offset }));
  return (
    <Section
      title="Images"
      isWide
      note="By the share of boxes and suggestions that fit each other. An image opens how the model came to its boxes."
    >
      <PicturePage
        legend="Order"
        value={order}
        options={ORDERS}
        page={page}
        offset={offset}
        onGo={(next, from) => {
          setOrder(next);
          setOffset(from);
        }}
      >
        {(images) => (
          <ul className="measured-images">
            {images.map((image) => (
              <li key={image.id}>
                <ImageCell image={image} model={model} />
              </li>
            ))}
          </ul>
        )}
      </PicturePage>
    </Section>
  );
}

function ImageCell({ image, model }: { image: MeasuredImage; model: Model }) {
  const { id } = useProject();
  const seconds = image.seconds[0];
  return (
    <>
      <Link
        to="/projects/$projectId/images/$imageId/trace"
        params={{ projectId: String(id), imageId: String(image.id) }}
        search={{ model: model.id }}
        preload={false}
        className="measured-link"
        aria-label={`${image.file_name}: ${countsWords(image, 0)}. Open the trace`}
      >
        <Picture image={image} />
      </Link>
      <p className="small truncate" title={image.file_name}>
        {image.file_name}
      </p>
      <p className="small soft">
        {countsWords(image, 0)}
        {seconds != null && `, ${oneDecimal(seconds)} s`}
      </p>
      <p className="small">
        <EditorLink image={image.id} />
      </p>
    </>
  );
}

export function EditorLink({ image }: { image: number }) {
  const { id } = useProject();
  return (
    <Link
      to="/projects/$projectId/annotate"
      params={{ projectId: String(id) }}
      search={{ image }}
      preload={false}
    >
      Open in the editor
    </Link>
  );
}

export const countsWords = (image: MeasuredImage, side: 0 | 1): string =>
  `${count(image.right[side] ?? 0)} right, ${count(image.missed[side] ?? 0)} missed, ${count(image.false[side] ?? 0)} false`;
