/**
 * Claims on images by the browser's own locks, which end with the window that has them, however it
 * ends. Browsers give locks on https and localhost only; elsewhere each window is on its own, and the
 * server merges what they do.
 */

import {
  ALONE,
  type ClaimEvents,
  type Claims,
  type ClaimsFor,
} from "../../../core/session/claims.ts";

type Message = { readonly kind: "asked" | "given"; readonly image: number };

/** A window that does not answer is frozen, or gone. */
const PATIENCE_MS = 3000;

/** `owner` names person and project: others in the same browser have nothing to agree on. */
export const claimsOf = (owner: string): ClaimsFor =>
  navigator.locks === undefined ? ALONE : (events) => new WindowClaims(owner, events);

class WindowClaims implements Claims {
  readonly #owner: string;
  readonly #events: ClaimEvents;
  readonly #channel: BroadcastChannel;
  /** How to let go of each. */
  readonly #held = new Map<number, () => void>();
  /** How to stop waiting for each. */
  readonly #waiting = new Map<number, AbortController>();

  constructor(owner: string, events: ClaimEvents) {
    this.#owner = owner;
    this.#events = events;
    this.#channel = new BroadcastChannel(`boxloop claims ${owner}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === "asked") void this.#give(data.image);
    };
  }

  async claim(image: number): Promise<boolean> {
    if (this.#held.has(image)) return true;
    const isOurs = await this.#request(image, { ifAvailable: true });
    if (!isOurs) void this.#wait(image);
    return isOurs;
  }

  async takeOver(image: number): Promise<void> {
    this.#stopWaiting(image);
    const given = this.#answerTo(image);
    this.#channel.postMessage({ kind: "asked", image } satisfies Message);
    await given;
    await this.#request(image, { steal: true });
  }

  release(image: number): void {
    this.#stopWaiting(image);
    this.#held.get(image)?.();
    this.#held.delete(image);
  }

  end(): void {
    for (const image of [...this.#waiting.keys()]) this.#stopWaiting(image);
    this.#channel.close();
  }

  /** Until the other window lets it go, by itself. */
  async #wait(image: number): Promise<void> {
    const patience = new AbortController();
    this.#waiting.set(image, patience);
    const isOurs = await this.#request(image, { signal: patience.signal });
    if (isOurs && this.#waiting.delete(image)) this.#events.freed(image);
  }

  #stopWaiting(image: number): void {
    this.#waiting.get(image)?.abort();
    this.#waiting.delete(image);
  }

  async #give(image: number): Promise<void> {
    if (!this.#held.has(image)) return;
    await this.#events.surrender(image);
    this.#channel.postMessage({ kind: "given", image } satisfies Message);
  }

  #answerTo(image: number): Promise<void> {
    return new Promise((resolve) => {
      const answers = new AbortController();
      const done = () => {
        answers.abort();
        window.clearTimeout(timer);
        resolve();
      };
      const timer = window.setTimeout(done, PATIENCE_MS);
      const { signal } = answers;
      this.#channel.addEventListener(
        "message",
        ({ data }: MessageEvent<Message>) => {
          if (data.kind === "given" && data.image === image) done();
        },
        { signal },
      );
    });
  }

  /** Whether the lock was given; it is held until it is released or taken. */
  #request(image: number, options: LockOptions): Promise<boolean> {
    return new Promise((answer) => {
      const held = navigator.locks.request(this.#nameOf(image), options, (lock) => {
        answer(lock !== null);
        if (lock === null) return null;
        return new Promise<void>((release) => this.#held.set(image, release));
      });
      held.catch(() => {
        answer(false);
        this.#taken(image);
      });
    });
  }

  /** Another window did not wait for an answer. */
  #taken(image: number): void {
    if (this.#held.delete(image)) void this.#events.surrender(image);
  }

  #nameOf(image: number): string {
    return `boxloop image ${this.#owner} ${image}`;
  }
}
