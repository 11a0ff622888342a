/** What people may change about themselves: the password and the tokens of their programs. */

import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { Button } from "../../components/Button.tsx";
import { useSignOut } from "../../shell/AccountMenu.tsx";
import { useTitle } from "../../shell/title.ts";
import { PasswordCard } from "./PasswordCard.tsx";
import { TokensCard } from "./TokensCard.tsx";

export function AccountPage() {
  useTitle("Account");
  const { data: user } = useQuery(sessionQuery);
  const leaving = useSignOut();
  if (!user) return null;
  return (
    <div className="page page-narrow">
      <div className="page-head">
        <div>
          <h1>Account</h1>
          <p className="soft small">Signed in as {user.username}</p>
        </div>
        <Button icon="leave" busy={leaving.isPending} onClick={() => leaving.mutate()}>
          Sign out
        </Button>
      </div>
      <div className="stack">
        <PasswordCard hasPassword={user.has_password} />
        <TokensCard hasPassword={user.has_password} />
      </div>
    </div>
  );
}
