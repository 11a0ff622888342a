/** Brightness and contrast of the image on the screen; the image itself stays as it is. */

import { Value } from "./store.ts";

export interface Light {
  /** 1 leaves the image as it is. */
  readonly brightness: number;
  readonly contrast: number;
}

export const AS_IT_IS: Light = { brightness: 1, contrast: 1 };

/** Kept from image to image, until the page is closed. */
export const light = new Value<Light>(AS_IT_IS);

export const isChanged = ({ brightness, contrast }: Light): boolean =>
  brightness !== 1 || contrast !== 1;

/** A CSS filter; none where nothing is changed, since a filter costs time in each frame. */
export const filterOf = (value: Light): string =>
  isChanged(value) ? `brightness(${value.brightness}) contrast(${value.contrast})` : "none";
