/** A card of settings that are saved together. */

import type { ReactNode } from "react";
import { asApiError } from "../../api/problem.ts";
import { Button } from "../../components/Button.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import type { Draft } from "./useDraft.ts";

type Props = {
  id: string;
  title: string;
  intro?: string;
  draft: Draft;
  /** The names whose errors stand beside a field already. */
  fields?: readonly string[];
  children: ReactNode;
};

export function Section({ id, title, intro, draft, fields = [], children }: Props) {
  const isManager = hasRole(useProject(), "manager");
  const { errors } = asApiError(draft.error);
  const isElsewhere = draft.error !== null && !fields.some((field) => errors[field]);
  return (
    <section className="card settings-section" id={id} aria-labelledby={`${id}-title`}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          draft.save();
        }}
      >
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          {intro && <p className="soft small">{intro}</p>}
        </div>
        <fieldset className="stack" disabled={!isManager}>
          {children}
        </fieldset>
        {isElsewhere && <ErrorNote error={draft.error} />}
        {isManager && (
          <div className="actions">
            <Button
              type="submit"
              variant={draft.isChanged ? "primary" : "plain"}
              busy={draft.isSaving}
              disabled={!draft.isChanged}
            >
              Save
            </Button>
            {draft.isChanged && (
              <Button variant="quiet" onClick={draft.reset}>
                Discard
              </Button>
            )}
          </div>
        )}
      </form>
    </section>
  );
}
