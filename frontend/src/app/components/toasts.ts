/** Short messages that come and go. A list that anybody may add to and one region shows. */

export type Toast = {
  id: number;
  tone: "good" | "bad" | "plain";
  text: string;
  hint: string;
  /** Something that can be done about it, once. */
  action?: { label: string; run: () => void } | undefined;
};

const LIFETIME = { good: 5_000, plain: 5_000, bad: 12_000 };
const MOST = 4;

let shown: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Toast[]) {
  shown = next;
  for (const listener of listeners) listener();
}

export const toasts = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  all: () => shown,
  dismiss: (id: number) => show(shown.filter((toast) => toast.id !== id)),
};

type Options = { tone?: Toast["tone"]; hint?: string; action?: Toast["action"] };

export function toast(text: string, { tone = "good", hint = "", action }: Options = {}) {
  lastId += 1;
  const id = lastId;
  const others = shown.filter((earlier) => earlier.text !== text);
  show([...others, { id, tone, text, hint, action }].slice(-MOST));
  setTimeout(() => toasts.dismiss(id), action ? LIFETIME.bad : LIFETIME[tone]);
}
