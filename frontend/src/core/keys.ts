/**
 * Names for boxes and revisions, made in the browser, so that a request sent twice is harmless.
 */

interface Randomness {
  randomUUID?: () => string;
  getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}
declare const crypto: Randomness;

/** A random UUID; `randomUUID` exists on https and localhost only, so plain http has its own way. */
export function newKey(source: Randomness = crypto): string {
  if (source.randomUUID !== undefined) return source.randomUUID();

  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return grouped(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/**
 * The key of a predicted box: always the same for the same prediction and position. So a suggestion
 * accepted in two windows is one box, and one accepted before a reload is not offered again.
 */
export function predictionKey(prediction: number, position: number): string {
  const owner = prediction.toString(16).padStart(14, "0");
  const place = position.toString(16).padStart(10, "0");
  // Version 8 of RFC 9562: a UUID whose meaning is its maker's own.
  return grouped(`${owner.slice(0, 12)}8${owner.slice(12)}08${"0".repeat(5)}${place}`);
}

function grouped(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
