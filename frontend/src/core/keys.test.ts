import { expect, test } from "vitest";
import { newKey, predictionKey } from "./keys.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a key is a UUID, also where the browser makes none", () => {
  const bare = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  expect(newKey()).toMatch(UUID);
  expect(newKey(bare)).toMatch(UUID);
  expect(newKey(bare)).not.toBe(newKey(bare));
});

test("a predicted box has one key for ever, and no two have the same", () => {
  expect(predictionKey(5, 3)).toBe(predictionKey(5, 3));
  const keys = [1, 2, 255, 256, 2 ** 40].flatMap((prediction) =>
    [0, 1, 99].map((position) => predictionKey(prediction, position)),
  );
  expect(new Set(keys).size).toBe(15);
  for (const key of keys) expect(key).toMatch(UUID);
});

test("the server makes the same key for a crop that is accepted in the crop gallery", () => {
  // As in tests/annotator/test_api_crops.py.
  expect(predictionKey(0x123456789abc, 7)).toBe("00123456-789a-8bc0-8000-000000000007");
});
