/** Knows whether the session has ended under an open page, and lets requests wait until somebody signs in again. */

type Listener = () => void;

let ended = false;
const listeners = new Set<Listener>();
let waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];

function tell() {
  for (const listener of listeners) listener();
}

export const signInWatch = {
  subscribe(listener: Listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  hasEnded: () => ended,

  /** Call this on any 401. It resolves when the person has signed in again; the request may then be repeated. */
  untilSignedIn(): Promise<void> {
    const again = new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    if (!ended) {
      ended = true;
      tell();
    }
    return again;
  },

  signedIn() {
    const ready = waiting;
    waiting = [];
    ended = false;
    for (const request of ready) request.resolve();
    tell();
  },

  /** The person leaves for the sign-in page instead. */
  givenUp() {
    const left = waiting;
    waiting = [];
    ended = false;
    for (const request of left) request.reject(new Error("The session has ended."));
    tell();
  },
};
