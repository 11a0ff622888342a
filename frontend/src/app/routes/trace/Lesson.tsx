/** What the stage does, in a sentence; the idea behind it for those who ask for more. */

import type { StageName } from "../../api/trace-types.ts";
import { lessonOf } from "./lessons.ts";
import { TITLE } from "./stages.ts";
import { useTraceView } from "./trace-view.ts";

export function Lesson({ of: stage }: { of: StageName }) {
  const { sentence, more } = lessonOf(useTraceView().trace, stage);
  return (
    <div className="trace-lesson">
      <h2>{TITLE[stage]}</h2>
      <p>{sentence}</p>
      <details>
        <summary>More</summary>
        {more.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </details>
    </div>
  );
}
