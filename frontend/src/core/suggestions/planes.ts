/** Planes of numbers: one value a pixel, row by row. What matching is made of; knows no boxes. */

export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Red, green, blue and alpha, 0 to 255, four a pixel, as a canvas gives them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

export const planeOf = (width: number, height: number): Plane => ({
  width,
  height,
  values: new Float32Array(width * height),
});

const at = (values: ArrayLike<number>, place: number): number => values[place] as number;

/** One channel of a picture, 0 to 255; 0 is red. */
export function channelOf({ width, height, data }: Picture, channel: 0 | 1 | 2): Plane {
  const plane = planeOf(width, height);
  for (let place = 0; place < plane.values.length; place++) {
    plane.values[place] = at(data, place * 4 + channel);
  }
  return plane;
}

export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A window of the plane in another size: each pixel is the mean of those that it covers. */
export function resampled(plane: Plane, window: Window, width: number, height: number): Plane {
  const across = spansOf(window.x, window.width, width, plane.width);
  const down = spansOf(window.y, window.height, height, plane.height);
  const rows = planeOf(width, plane.height);
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < width; x++) {
      rows.values[y * width + x] = meanOf(plane.values, y * plane.width, 1, across[x] as Span);
    }
  }
  const result = planeOf(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      result.values[y * width + x] = meanOf(rows.values, x, width, down[y] as Span);
    }
  }
  return result;
}

interface Span {
  readonly from: number;
  /** Of each source pixel from there on; they add up to 1. */
  readonly weights: readonly number[];
}

function spansOf(start: number, length: number, count: number, limit: number): Span[] {
  const step = length / count;
  return Array.from({ length: count }, (_, place) => {
    const low = Math.max(0, Math.min(limit - 1e-6, start + place * step));
    const high = Math.min(limit, Math.max(low + 1e-6, start + (place + 1) * step));
    const from = Math.floor(low);
    const weights: number[] = [];
    for (let pixel = from; pixel < high; pixel++) {
      weights.push((Math.min(high, pixel + 1) - Math.max(low, pixel)) / (high - low));
    }
    return { from, weights };
  });
}

function meanOf(values: Float32Array, start: number, stride: number, { from, weights }: Span) {
  let sum = 0;
  for (let place = 0; place < weights.length; place++) {
    sum += at(weights, place) * at(values, start + (from + place) * stride);
  }
  return sum;
}

/** The plane with a border around it that repeats its outermost pixels. */
export function padded({ width, height, values }: Plane, border: number): Plane {
  const result = planeOf(width + 2 * border, height + 2 * border);
  for (let y = 0; y < result.height; y++) {
    const row = Math.min(Math.max(y - border, 0), height - 1) * width;
    for (let x = 0; x < result.width; x++) {
      const column = Math.min(Math.max(x - border, 0), width - 1);
      result.values[y * result.width + x] = at(values, row + column);
    }
  }
  return result;
}

/** Variance below which there is no pattern, only what rounding leaves; of values from 0 to 1. */
const FLAT = 1e-5;

/**
 * Normalised cross-correlation: how alike the template and each window of its size are in pattern,
 * whatever their brightness and contrast.
 *
 * @param plane of values from 0 to 1
 * @returns -1 to 1, 0 where there is no pattern, by the window's upper left corner; smaller than the plane by the template less one
 */
export function correlation(plane: Plane, template: Plane): Plane {
  const width = plane.width - template.width + 1;
  const height = plane.height - template.height + 1;
  if (width < 1 || height < 1) return planeOf(0, 0);

  const pattern = centred(template);
  const result = planeOf(width, height);
  addProducts(plane, pattern, result);
  const norm = Math.sqrt(pattern.values.reduce((sum, value) => sum + value * value, 0));
  const sums = integral(plane, (value) => value);
  const squares = integral(plane, (value) => value * value);
  const area = template.width * template.height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = windowSum(sums, plane.width + 1, x, y, template);
      const square = windowSum(squares, plane.width + 1, x, y, template);
      const variance = square - (sum * sum) / area;
      const place = y * width + x;
      const isFlat = variance < FLAT * area || norm === 0;
      result.values[place] = isFlat ? 0 : at(result.values, place) / (Math.sqrt(variance) * norm);
    }
  }
  return result;
}

function centred({ width, height, values }: Plane): Plane {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { width, height, values: values.map((value) => value - mean) };
}

/** Row by row of the result, so that the innermost loop runs along memory. */
function addProducts(plane: Plane, pattern: Plane, result: Plane): void {
  const target = result.values;
  for (let y = 0; y < result.height; y++) {
    const start = y * result.width;
    for (let down = 0; down < pattern.height; down++) {
      const row = (y + down) * plane.width;
      for (let right = 0; right < pattern.width; right++) {
        const weight = at(pattern.values, down * pattern.width + right);
        const from = row + right;
        for (let x = 0; x < result.width; x++) {
          target[start + x] = at(target, start + x) + weight * at(plane.values, from + x);
        }
      }
    }
  }
}

/** Sums of everything above and to the left; one row and column larger than the plane. */
function integral({ width, height, values }: Plane, of: (value: number) => number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += of(at(values, y * width + x));
      sums[(y + 1) * (width + 1) + x + 1] = at(sums, y * (width + 1) + x + 1) + row;
    }
  }
  return sums;
}

function windowSum(
  sums: Float64Array,
  stride: number,
  x: number,
  y: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const top = y * stride + x;
  const bottom = (y + height) * stride + x;
  return at(sums, bottom + width) - at(sums, bottom) - at(sums, top + width) + at(sums, top);
}

export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** Places above `least` that are the highest within two pixels. */
export function peaksOf({ width, height, values }: Plane, least: number): Peak[] {
  const peaks: Peak[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = at(values, y * width + x);
      if (value > least && isHighest(width, height, values, x, y)) peaks.push({ x, y, value });
    }
  }
  return peaks;
}

function isHighest(w: number, h: number, values: Float32Array, x: number, y: number): boolean {
  const value = at(values, y * w + x);
  for (let row = Math.max(0, y - 2); row <= Math.min(h - 1, y + 2); row++) {
    for (let column = Math.max(0, x - 2); column <= Math.min(w - 1, x + 2); column++) {
      if (at(values, row * w + column) > value) return false;
    }
  }
  return true;
}
