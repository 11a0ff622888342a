import { expect, test } from "vitest";
import { bytesOf, mapOf, patchOf } from "./decode.ts";

const base64 = (values: readonly number[]) => btoa(String.fromCharCode(...values));

test("bytes come back as they were sent, the high ones too", () => {
  const values = Array.from({ length: 256 }, (_, value) => value);
  expect([...bytesOf(base64(values))]).toEqual(values);
  expect(bytesOf("")).toHaveLength(0);
});

test("a map has as many bytes as cells", () => {
  expect(mapOf(base64([1, 2, 3, 4, 5, 6]), [2, 3])).toMatchObject({ width: 3, height: 2 });
  expect(() => mapOf(base64([1, 2, 3]), [2, 3])).toThrow("3 bytes for 2 x 3 cells");
});

test("each proposal has its own patch of the bytes", () => {
  const patches = Uint8Array.from({ length: 2 * 49 }, (_, place) => place);
  expect(patchOf(patches, 1).values[0]).toBe(49);
  expect(patchOf(patches, 1).values).toHaveLength(49);
  expect(patchOf(patches, 2).values).toHaveLength(0);
});
