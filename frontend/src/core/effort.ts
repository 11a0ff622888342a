/**
 * How long a person worked on an image and what they did. Time passes only while there are signs of
 * work: a gap of more than twenty seconds is a cup of coffee and counts nothing.
 */

/** What became of the marks of unsure edges, on an image that has some. */
export type CuesSeen = "shown" | "audited" | "off";

export interface Effort {
  readonly active_seconds: number;
  readonly operations: Readonly<Record<string, number>>;
  /** What a model saw was withheld from the person. */
  readonly blind?: boolean;
  readonly cues?: CuesSeen;
}

const LONGEST_GAP_MS = 20_000;

export class EffortMeter {
  #activeMs = 0;
  #lastSign: number | null = null;
  #operations = new Map<string, number>();

  /** A sign of work at this time, in milliseconds: the pointer or a key moved. */
  sign(at: number): void {
    const gap = this.#lastSign === null ? 0 : at - this.#lastSign;
    if (gap > 0 && gap <= LONGEST_GAP_MS) this.#activeMs += gap;
    this.#lastSign = at;
  }

  count(operation: string, times = 1): void {
    this.#operations.set(operation, (this.#operations.get(operation) ?? 0) + times);
  }

  /** The image is left: time until the next sign belongs to another one. */
  pause(): void {
    this.#lastSign = null;
  }

  /** Effort that was taken but did not reach the server. */
  add(effort: Effort): void {
    this.#activeMs += effort.active_seconds * 1000;
    for (const [name, times] of Object.entries(effort.operations)) this.count(name, times);
  }

  /** What was spent since the last call; the meter starts again from zero. */
  take(): Effort {
    const effort = {
      active_seconds: Math.round(this.#activeMs / 100) / 10,
      operations: Object.fromEntries(this.#operations),
    };
    this.#activeMs = 0;
    this.#operations = new Map();
    return effort;
  }
}
