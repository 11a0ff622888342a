/** How keys are written. */

import type { Chord } from "../../../core/keymap.ts";
import type { Reservation } from "../../../core/reserved.ts";

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Arrows: "← → ↑ ↓",
  Escape: "Esc",
  Delete: "Del",
  Insert: "Ins",
  ContextMenu: "Menu",
};

/** As it is printed on a keyboard. */
export const chordWords = (chord: Chord): string =>
  chord
    .split(/\+(?=.)/)
    .map((part) => SIGNS[part] ?? part)
    .join("+");

/** Why a key cannot be had. */
export const RESERVED_WORDS: Readonly<Record<Reservation, string>> = {
  browser: "the browser opens or closes windows with it, and a page cannot have it",
  tabs: "the browser changes tabs with it",
  reload: "it reloads the page, which must always work",
  address: "it goes to the address bar",
  back: "the browser goes back or forward with it",
  system: "it belongs to the browser or the system",
};
