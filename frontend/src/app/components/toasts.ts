/** Short messages that come and go. A list that anybody may add to and one region shows. */

export type Toast = {
  id: number;
  tone: "good" | "bad" | "plain";
  text: string;
  hint: string;
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

export function toast(text: string, { tone = "good" as Toast["tone"], hint = "" } = {}) {
  lastId += 1;
  const id = lastId;
  const others = shown.filter((earlier) => earlier.text !== text);
  show([...others, { id, tone, text, hint }].slice(-MOST));
  setTimeout(() => toasts.dismiss(id), LIFETIME[tone]);
}
