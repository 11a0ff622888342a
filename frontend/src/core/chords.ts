/**
 * Key presses by name. Letters go by the character they produce, digits by their place on the
 * keyboard, so that layouts where digits need Shift work. Where letters are not Latin ones, they go
 * by their place too: a Cyrillic or Greek keyboard has the same keymap as any other.
 */

/** `Ctrl+Shift+Z`; Ctrl stands for Command on a Mac as well. */
export type Chord = string;

/** What a key press looks like to the keymap; a KeyboardEvent is one. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Places of keys whose character differs between layouts; tried when the character is not bound. */
const BY_PLACE: Readonly<Record<string, string>> = {
  BracketLeft: "[",
  BracketRight: "]",
  Backquote: "`",
};

const LATIN = /^\p{Script=Latin}$/u;
const LETTER = /^\p{L}$/u;

/** The chords that a press can mean: by its character first, then by its place. */
export function chordsOf(press: KeyPress): Chord[] {
  const digit = digitOf(press);
  const isAltGr = press.ctrlKey && press.altKey;
  if (digit !== undefined && !isAltGr) return [withModifiers(press, digit, false)];

  const chords = [withModifiers(press, nameOf(press), isSign(press.key))];
  const place = BY_PLACE[press.code];
  if (place !== undefined) chords.push(withModifiers(press, place, false));
  return chords;
}

const MODIFIERS: ReadonlySet<string> = new Set([
  "Control",
  "Shift",
  "Alt",
  "AltGraph",
  "Meta",
  "CapsLock",
  "Process",
  "Unidentified",
]);

/**
 * The chord to write down for a press: what can be found on the keyboard again. Null for modifiers
 * alone. A brace is written as the bracket with Shift that makes it.
 */
export function chordToKeep(press: KeyPress): Chord | null {
  if (MODIFIERS.has(press.key)) return null;
  const chords = chordsOf(press);
  const isLetter = LETTER.test(press.key);
  return (isLetter ? chords[0] : chords.at(-1)) ?? null;
}

/** By its place; on a number pad only while that writes digits, and not arrows. */
function digitOf({ code, key }: KeyPress): string | undefined {
  const [, pad, digit] = /^(Digit|Numpad)(\d)$/.exec(code) ?? [];
  return pad === "Digit" || /^\d$/.test(key) ? digit : undefined;
}

function nameOf(press: KeyPress): string {
  const { key } = press;
  if (key === " ") return "Space";
  if (key.length !== 1) return key;
  return latinOf(press) ?? key.toUpperCase();
}

/** The Latin letter at the place of one that is not; on a Mac, Alt makes other signs of letters. */
function latinOf({ key, code, altKey, ctrlKey }: KeyPress): string | undefined {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  const isForeign = LETTER.test(key) && !LATIN.test(key);
  const isAltered = altKey && !ctrlKey && !/^[a-z]$/i.test(key);
  return isForeign || isAltered ? letter : undefined;
}

const isSign = (key: string): boolean => key.length === 1 && key !== " " && !LETTER.test(key);

/** `isFreeOfShift`: Shift made the sign, as "?" of "/", and is no part of the chord. */
function withModifiers(press: KeyPress, name: string, isFreeOfShift: boolean): Chord {
  // AltGr, which some layouts need for brackets, arrives as Ctrl with Alt.
  const isAltGr = isFreeOfShift && press.ctrlKey && press.altKey;
  const parts = [name];
  if (press.shiftKey && !isFreeOfShift && !/^\d$/.test(name)) parts.unshift("Shift");
  if (press.altKey && !isAltGr) parts.unshift("Alt");
  if ((press.ctrlKey || press.metaKey) && !isAltGr) parts.unshift("Ctrl");
  return parts.join("+");
}
