/** The door. After it, the page that was asked for. */

import "./sign-in.css";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery, signIn } from "../../api/session.ts";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/Field.tsx";
import { ErrorNote } from "../../components/feedback.tsx";
import { Logo } from "../../components/Logo.tsx";
import { useTitle } from "../../shell/title.ts";
import { Picture } from "./Picture.tsx";
import { safeReturn } from "./return-path.ts";

export function SignInPage() {
  useTitle("Sign in");
  const { next } = useSearch({ from: "/sign-in" });
  const cache = useQueryClient();
  const router = useRouter();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: ({ user }) => {
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, user);
      router.history.push(safeReturn(next));
    },
    onError: () => setPassword(""),
  });

  return (
    <div className="sign-in">
      <Picture />
      <main className="sign-in-side">
        <form
          className="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            entering.mutate({ username, password });
          }}
        >
          <Logo size={40} />
          <div>
            <h1>Sign in to Boxloop</h1>
            <p className="soft">Draw boxes with a detector in the loop.</p>
          </div>
          <TextField
            label="User name"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {entering.isError && <ErrorNote error={entering.error} />}
          <Button type="submit" variant="primary" size="large" busy={entering.isPending}>
            Sign in
          </Button>
        </form>
      </main>
    </div>
  );
}
