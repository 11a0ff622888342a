/** What just happened, and the way back where an image was left. */

import { Button } from "../../components/Button.tsx";
import { noticeText } from "./notice-words.ts";
import type { AnyNotice, Workbench } from "./workbench.ts";

interface Props {
  readonly notice: AnyNotice;
  readonly workbench: Workbench;
}

export function Notice({ notice, workbench }: Props) {
  return (
    <>
      <span className="truncate" data-testid="notice">
        {noticeText(notice)}
      </span>
      {(notice.code === "not-kept" || notice.code === "put-aside") && (
        <Button
          variant="quiet"
          size="small"
          className="editor-status-action"
          onClick={() => void workbench.session.open(notice.image.id)}
        >
          Go back
        </Button>
      )}
    </>
  );
}
