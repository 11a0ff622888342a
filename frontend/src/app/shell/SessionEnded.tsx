/** Asks for the password over the page when the session has ended. */

import { Suspense, useSyncExternalStore } from "react";
import { signInWatch } from "../api/sign-in-watch.ts";
import { soon } from "../components/lazily.ts";

const SignInAgain = soon(() => import("./SignInAgain.tsx"), "SignInAgain");

export function SessionEnded() {
  const hasEnded = useSyncExternalStore(signInWatch.subscribe, signInWatch.hasEnded);
  if (!hasEnded) return null;
  return (
    <Suspense>
      <SignInAgain />
    </Suspense>
  );
}
