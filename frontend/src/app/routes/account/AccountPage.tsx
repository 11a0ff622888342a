/** What people may change about themselves: the password and the tokens of their programs. */

import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
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
        {user.is_staff && <PeopleCard />}
      </div>
    </div>
  );
}

/** Accounts are made by Django's own administration. */
function PeopleCard() {
  return (
    <section className="card" aria-labelledby="people">
      <div className="card-head">
        <h2 id="people">Other people</h2>
        <a className={buttonClass({ size: "small" })} href="/admin/auth/user/">
          <Icon name="users" />
          Manage accounts
        </a>
      </div>
      <p className="soft small">
        Make an account for each person, then add them to projects in the settings of the project.
      </p>
    </section>
  );
}
