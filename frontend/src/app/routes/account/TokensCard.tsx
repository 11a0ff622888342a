/** Tokens let scripts use the API in the person's name. The server shows a token once and keeps its hash. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { makeToken, revokeToken, tokensQuery } from "../../api/session.ts";
import type { ApiToken } from "../../api/types.ts";
import { Button, IconButton } from "../../components/Button.tsx";
import { Confirm, Dialog } from "../../components/Dialog.tsx";
import { TextField } from "../../components/Field.tsx";
import { ErrorNote, Loading, Note, Skeleton } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { dateTime } from "../../format.ts";

export function TokensCard({ hasPassword }: { hasPassword: boolean }) {
  const tokens = useQuery(tokensQuery);
  const [isMaking, setIsMaking] = useState(false);
  return (
    <section className="card" aria-labelledby="tokens">
      <div className="card-head">
        <h2 id="tokens">API tokens</h2>
        <Button size="small" icon="key" onClick={() => setIsMaking(true)}>
          New token
        </Button>
      </div>
      <p className="soft small">
        For scripts and other programs: they act in your name, with your rights. Send{" "}
        <code>Authorization: Token …</code> with each request.
      </p>
      {tokens.isPending && (
        <Loading>
          <Skeleton height={44} />
        </Loading>
      )}
      {tokens.isError && <ErrorNote error={tokens.error} onRetry={() => tokens.refetch()} />}
      {tokens.data && tokens.data.length > 0 && <TokenTable tokens={tokens.data} />}
      {isMaking && <NewTokenDialog hasPassword={hasPassword} onClose={() => setIsMaking(false)} />}
    </section>
  );
}

function TokenTable({ tokens }: { tokens: ApiToken[] }) {
  const cache = useQueryClient();
  const [doomed, setDoomed] = useState<ApiToken | null>(null);
  const revoking = useMutation({
    mutationFn: revokeToken,
    onSuccess: async () => {
      setDoomed(null);
      toast("The token is revoked.");
      await cache.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <>
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Made</th>
            <th>Expires</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td>{token.name}</td>
              <td>{dateTime(token.created_at)}</td>
              <td>{token.expires_at ? dateTime(token.expires_at) : "Never"}</td>
              <td className="number">
                <IconButton
                  icon="trash"
                  label={`Revoke ${token.name}`}
                  onClick={() => setDoomed(token)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {doomed && (
        <Confirm
          title="Revoke this token?"
          action="Revoke"
          danger
          busy={revoking.isPending}
          onConfirm={() => revoking.mutate(doomed.id)}
          onClose={() => setDoomed(null)}
        >
          <p>
            Programs that use <strong>{doomed.name}</strong> can no longer reach the server.
          </p>
        </Confirm>
      )}
    </>
  );
}

function NewTokenDialog({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const making = useMutation({
    mutationFn: () => makeToken({ name, ...(hasPassword ? { password } : {}) }),
    onSuccess: () => cache.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    onError: () => setPassword(""),
  });
  if (making.data) return <TokenShown token={making.data.token} onClose={onClose} />;
  return (
    <Dialog
      title="New API token"
      onClose={onClose}
      onSubmit={() => making.mutate()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            busy={making.isPending}
            disabled={!name || (hasPassword && !password)}
          >
            Make token
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        hint="What will use it, so that you know it again."
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {hasPassword && (
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {making.isError && <ErrorNote error={making.error} />}
    </Dialog>
  );
}

function TokenShown({ token, onClose }: { token: string; onClose: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(token);
      toast("The token is copied.");
    } catch {
      toast("The browser did not let us copy.", { tone: "bad", hint: "Copy it from the field." });
    }
  };
  return (
    <Dialog
      title="Copy the token now"
      onClose={onClose}
      actions={
        <>
          <Button icon="copy" onClick={copy}>
            Copy
          </Button>
          <Button variant="primary" onClick={onClose}>
            I have stored it
          </Button>
        </>
      }
    >
      <Note tone="warn" icon="warning">
        <p>It is shown only this once. Whoever has it can act in your name.</p>
      </Note>
      <input
        className="input"
        readOnly
        aria-label="The token"
        value={token}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}
