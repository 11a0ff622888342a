/**
 * Which window of this browser works on an image: one of them does, the others look on. Between
 * people it is the server that keeps order; between windows of one person it is the journal that
 * must have one writer.
 */

export interface Claims {
  /** Whether the image is this window's, from now on and until it is let go. */
  claim(image: number): Promise<boolean>;
  /** Takes it from the window that has it, once that has put its work away. */
  takeOver(image: number): Promise<void>;
  release(image: number): void;
  end(): void;
}

export interface ClaimEvents {
  /** The window that had the image let it go: it is this one's now. */
  freed(image: number): void;
  /** Another window asks for the image: it is given away when this resolves. */
  surrender(image: number): Promise<void>;
}

export type ClaimsFor = (events: ClaimEvents) => Claims;

/** Where there is but one window, or no way to know of others. */
export const ALONE: ClaimsFor = () => ({
  claim: async () => true,
  takeOver: async () => {},
  release: () => {},
  end: () => {},
});
