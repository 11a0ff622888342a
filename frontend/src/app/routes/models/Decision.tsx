import type { Model } from "../../api/types.ts";
import { Note } from "../../components/feedback.tsx";
import { ownNote, verdictReasons, verdictTitle } from "./worth.ts";

/** Why it is in use, or not. */
export function Decision({ model }: { model: Model }) {
  const reasons = verdictReasons(model);
  const note = ownNote(model);
  if (reasons.length === 0 && note === "") return null;
  return (
    <Note>
      {reasons.length > 0 && (
        <>
          <p>
            <strong>{verdictTitle(model)}</strong>
          </p>
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}
      {note !== "" && <p>{note}</p>}
    </Note>
  );
}
