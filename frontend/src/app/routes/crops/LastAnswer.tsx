/** What became of the page before: counted honestly, with the planted crops that were missed. */

import type { Category } from "../../api/types.ts";
import { Icon } from "../../components/Icon.tsx";
import { counted } from "../../format.ts";
import { CropPicture } from "./CropCell.tsx";
import { useCutter } from "./CropGrid.tsx";
import type { Corners } from "./regions.ts";
import type { Last } from "./useCropPages.ts";
import { careWords, outcomeWords, plantedWords, skippedWords } from "./words.ts";

export function LastAnswer({ last, category }: { last: Last | null; category: Category }) {
  const care = last ? careWords(last.outcome.mine) : "";
  return (
    <div className="last-answer" role="status">
      {last && (
        <>
          <p className="last-answer-sum">
            <Icon name="check" size={16} />
            <strong>{outcomeWords(last.outcome)}.</strong> {plantedWords(last.outcome)}
          </p>
          {care && <p className="small soft">{care}</p>}
          <Missed last={last} category={category} />
          <PassedOver lines={skippedWords(last.outcome)} />
        </>
      )}
    </div>
  );
}

function Missed({ last, category }: { last: Last; category: Category }) {
  const { page, outcome } = last;
  const cutter = useCutter(page);
  const crops = outcome.missed.flatMap((place) => {
    const crop = page.crops[place];
    const image = page.images.find(({ id }) => id === crop?.image);
    return crop && image ? [{ place, image, box: crop.box as unknown as Corners }] : [];
  });
  if (crops.length === 0) return null;
  return (
    <div className="missed">
      <span className="small soft">
        {crops.length === 1 ? "This one was planted:" : "These were planted:"}
      </span>
      {crops.map(({ place, image, box }) => (
        <span key={place} className="missed-crop">
          <CropPicture image={image} box={box} color={category.color} cutter={cutter} />
        </span>
      ))}
      <span className="small soft">It became no box.</span>
    </div>
  );
}

function PassedOver({ lines }: { lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <details className="small soft">
      <summary>{counted(lines.length, "image was", "images were")} passed over</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
