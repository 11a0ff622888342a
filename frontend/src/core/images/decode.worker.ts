/** The worker behind `WorkerDecoder`: fetches and decodes, so that the page's thread never does. */

import { type Answer, type Order, PictureError, type Wanted } from "./decoder.ts";

/** The part of a worker's global scope that is used; the DOM library knows windows only. */
interface Scope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const running = new Map<number, AbortController>();
/** Larger files may take a second and hundreds of megabytes: one at a time. */
const LARGE_BYTES = 2_000_000;
let lastTurn: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: order }) => {
  if (order.kind === "abort") {
    running.get(order.id)?.abort();
    running.delete(order.id);
    return;
  }
  const abort = new AbortController();
  running.set(order.id, abort);
  void answerTo(order, abort.signal).then((answer) => {
    running.delete(order.id);
    if (!abort.signal.aborted) {
      scope.postMessage(answer, answer.kind === "decoded" ? [answer.bitmap] : []);
    } else if (answer.kind === "decoded") answer.bitmap.close();
  });
};

async function answerTo(
  order: Exclude<Order, { kind: "abort" }>,
  signal: AbortSignal,
): Promise<Answer> {
  const { id } = order;
  try {
    if (order.kind === "decode") {
      return { kind: "decoded", id, bitmap: await decode(order.address, order, signal) };
    }
    // The bytes go into the browser's cache on their way to nowhere.
    await (await fetchFrom(order.address, "low", signal)).body?.pipeTo(new WritableStream());
    return { kind: "warm", id };
  } catch (error) {
    const known = error instanceof PictureError ? error : null;
    const message = known?.message ?? "The image was not read.";
    return { kind: "failed", id, message, isPassing: known?.isPassing ?? true };
  }
}

async function decode(address: string, wanted: Wanted, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetchFrom(address, wanted.isUrgent ? "high" : "low", signal);
  const bytes = await response.blob();
  const done = bytes.size > LARGE_BYTES ? await turn() : () => {};
  try {
    signal.throwIfAborted();
    return await createImageBitmap(bytes, optionsFor(wanted)).catch(() => {
      throw new PictureError("This browser cannot read the file.", false);
    });
  } finally {
    done();
  }
}

/** Waits until no other large file is decoded: what was begun cannot be stopped. */
async function turn(): Promise<() => void> {
  const before = lastTurn;
  let done = () => {};
  lastTurn = new Promise((resolve) => {
    done = () => resolve();
  });
  await before;
  return done;
}

/** "medium" goes through halved copies: "high" skips pixels where much is shrunk. */
const optionsFor = ({ size }: Wanted): ImageBitmapOptions =>
  size === null
    ? {}
    : { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: "medium" };

async function fetchFrom(
  address: string,
  priority: RequestPriority,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { credentials: "same-origin", priority, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new PictureError("The server cannot be reached.", true);
  }
  if (!response.ok) throw refused(response.status);
  return response;
}

function refused(status: number): PictureError {
  if (status === 401) return new PictureError("You are signed out.", true);
  if (status === 404) return new PictureError("The server no longer has the file.", false);
  return new PictureError(`The server answered ${status}.`, status >= 500 || status === 429);
}
