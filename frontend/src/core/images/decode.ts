/**
 * From an address to pixels that are ready to draw. `createImageBitmap` decodes beside the page's
 * own thread, upright as EXIF says.
 */

export type Decode = (address: string, signal: AbortSignal) => Promise<ImageBitmap>;

/** Why an image cannot be shown; `isPassing` when trying again may help. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly isPassing: boolean;

  constructor(message: string, isPassing: boolean) {
    super(message);
    this.isPassing = isPassing;
  }
}

export const decodeFrom: Decode = async (address, signal) => {
  const response = await fetchFrom(address, signal);
  if (!response.ok) {
    throw new PictureError(`The server answered ${response.status}.`, response.status >= 500);
  }
  const bytes = await response.blob();
  try {
    return await createImageBitmap(bytes);
  } catch {
    throw new PictureError("This browser cannot read the file.", false);
  }
};

async function fetchFrom(address: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new PictureError("The server cannot be reached.", true);
  }
}
