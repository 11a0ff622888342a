/** The image that a crop was cut from, with the box where it belongs. */

import { Link } from "@tanstack/react-router";
import type { Category, CropImage } from "../../api/types.ts";
import { useProject } from "../project/project-context.ts";
import type { Corners } from "./regions.ts";

type Props = { image: CropImage; box: Corners; category: Category };

export function WholeImage({ image, box, category }: Props) {
  const { id } = useProject();
  const [x1, y1, x2, y2] = box;
  const { width, height } = image;
  return (
    <figure className="whole" aria-label={`Whole image: ${image.file_name}`}>
      <div className="whole-picture" style={{ aspectRatio: `${width} / ${height}` }}>
        <img src={image.preview} alt="" decoding="async" draggable={false} />
        <span
          className="crop-box"
          style={{
            left: `${(100 * x1) / width}%`,
            top: `${(100 * y1) / height}%`,
            width: `${(100 * (x2 - x1)) / width}%`,
            height: `${(100 * (y2 - y1)) / height}%`,
            borderColor: category.color,
          }}
        />
      </div>
      <figcaption className="spread small">
        <span className="truncate soft" title={image.file_name}>
          {image.file_name}
        </span>
        <Link
          to="/projects/$projectId/annotate"
          params={{ projectId: String(id) }}
          search={{ image: image.id }}
          className="card-link"
        >
          Open
        </Link>
      </figcaption>
    </figure>
  );
}
