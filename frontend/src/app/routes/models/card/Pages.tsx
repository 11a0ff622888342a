/** Steps through a long list of images. */

import { PAGE } from "../../../api/cards.ts";
import { Button } from "../../../components/Button.tsx";
import { count } from "../../../format.ts";

type Props = { offset: number; total: number; onGo: (offset: number) => void };

export function Pages({ offset, total, onGo }: Props) {
  if (total <= PAGE) return null;
  const last = Math.min(offset + PAGE, total);
  return (
    <nav className="row image-pages" aria-label="Pages of images">
      <Button size="small" disabled={offset === 0} onClick={() => onGo(Math.max(0, offset - PAGE))}>
        Before
      </Button>
      <span className="small soft">
        {count(offset + 1)}–{count(last)} of {count(total)}
      </span>
      <Button size="small" disabled={last >= total} onClick={() => onGo(offset + PAGE)}>
        Next
      </Button>
    </nav>
  );
}
