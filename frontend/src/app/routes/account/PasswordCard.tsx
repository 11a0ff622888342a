import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asApiError } from "../../api/problem.ts";
import { changePassword, sessionQuery } from "../../api/session.ts";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/Field.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";

export function PasswordCard({ hasPassword }: { hasPassword: boolean }) {
  const cache = useQueryClient();
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState("");
  const changing = useMutation({
    mutationFn: () => changePassword({ ...(hasPassword ? { current } : {}), new: chosen }),
    onSuccess: async () => {
      setCurrent("");
      setChosen("");
      toast("The password is changed.");
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: () => {},
  });
  const { errors } = asApiError(changing.error);
  const isElsewhere = changing.isError && !errors.current && !errors.new;

  return (
    <section className="card" aria-labelledby="password">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          changing.mutate();
        }}
      >
        <div>
          <h2 id="password">{hasPassword ? "Change the password" : "Choose a password"}</h2>
          {!hasPassword && (
            <p className="soft small">You came in by a link and have no password yet.</p>
          )}
        </div>
        {hasPassword && (
          <TextField
            label="Current password"
            type="password"
            autoComplete="current-password"
            required
            error={errors.current}
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          hint="A few words are easier to remember and harder to guess than symbols."
          error={errors.new}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        />
        {isElsewhere && <ErrorNote error={changing.error} />}
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={changing.isPending}
            disabled={!chosen || (hasPassword && !current)}
          >
            {hasPassword ? "Change password" : "Set password"}
          </Button>
        </div>
      </form>
    </section>
  );
}
