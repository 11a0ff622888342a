/** The question for the password over the page, so that nothing on the page is lost. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery, signIn } from "../api/session.ts";
import { signInWatch } from "../api/sign-in-watch.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { TextField } from "../components/Field.tsx";
import { ErrorNote } from "../components/feedback.tsx";

export function SignInAgain() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  const known = cache.getQueryData(sessionQuery.queryKey)?.username ?? "";
  const [password, setPassword] = useState("");
  const entering = useMutation({
    mutationFn: () => signIn({ username: known, password }),
    onSuccess: () => signInWatch.signedIn(),
    onError: () => setPassword(""),
  });
  const leave = () => {
    signInWatch.givenUp();
    cache.removeQueries({ queryKey: sessionQuery.queryKey });
    void navigate({ to: "/sign-in", search: { next: here } });
  };

  return (
    <Dialog
      title="Your session has ended"
      onClose={leave}
      onSubmit={() => entering.mutate()}
      actions={
        <>
          <Button onClick={leave}>Sign in as somebody else</Button>
          <Button type="submit" variant="primary" busy={entering.isPending} disabled={!password}>
            Go on
          </Button>
        </>
      }
    >
      <p>
        Enter the password of <strong>{known || "your account"}</strong> to go on. What is on this
        page stays as it is.
      </p>
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {entering.isError && <ErrorNote error={entering.error} />}
    </Dialog>
  );
}
