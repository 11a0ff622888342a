/** Chords that a page cannot have, or should leave alone, and whose they are; the app has the words. */

import type { Chord } from "./chords.ts";

export type Reservation = "browser" | "tabs" | "reload" | "address" | "back" | "system";

const RESERVED: Readonly<Record<Chord, Reservation>> = {
  "Ctrl+N": "browser",
  "Ctrl+T": "browser",
  "Ctrl+W": "browser",
  "Ctrl+Q": "browser",
  "Ctrl+Shift+N": "browser",
  "Ctrl+Shift+P": "browser",
  "Ctrl+Shift+Q": "browser",
  "Ctrl+Shift+T": "browser",
  "Ctrl+Shift+W": "browser",
  "Ctrl+Tab": "tabs",
  "Ctrl+Shift+Tab": "tabs",
  "Ctrl+PageUp": "tabs",
  "Ctrl+PageDown": "tabs",
  "Ctrl+R": "reload",
  "Ctrl+Shift+R": "reload",
  F5: "reload",
  "Ctrl+F5": "reload",
  "Ctrl+L": "address",
  "Alt+D": "address",
  "Alt+ArrowLeft": "back",
  "Alt+ArrowRight": "back",
  F11: "system",
  F12: "system",
  "Alt+F4": "system",
  "Alt+Tab": "system",
  "Ctrl+Alt+Delete": "system",
};

export const reservationOf = (chord: Chord): Reservation | null => RESERVED[chord] ?? null;
