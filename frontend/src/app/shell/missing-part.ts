/** A part of the app that could not be fetched, told in words instead of the browser's. */

import { ApiError } from "../api/problem.ts";

// Of Vite for styles; of Chromium and Firefox, and of Safari, for scripts.
const SAYINGS = /^Unable to preload|dynamically imported module|^Importing a module script/i;

export const isMissingPart = (error: unknown) =>
  error instanceof Error && SAYINGS.test(error.message);

export const missingPart = () =>
  new ApiError(0, {
    detail: "This page could not be fetched.",
    hint: "The server cannot be reached, or Boxloop was updated while this window was open.",
  });
