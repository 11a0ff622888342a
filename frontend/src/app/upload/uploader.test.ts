import { expect, test } from "vitest";
import { ApiError } from "../api/problem.ts";
import type { UploadRow } from "../api/types.ts";
import type { Send } from "./send.ts";
import { Uploader } from "./uploader.ts";

const fileOf = (name: string, size = 10) => ({ name, file: new File(["x".repeat(size)], name) });
const many = (amount: number) => Array.from({ length: amount }, (_, at) => fileOf(`${at}.jpg`));

const added = (name: string): UploadRow => ({
  file_name: name,
  status: "added",
  image: null,
  error: null,
});

const refused = (name: string): UploadRow => ({
  file_name: name,
  status: "refused",
  image: null,
  error: { code: "image_damaged", detail: `${name} is damaged.`, hint: "Export it again." },
});

const takeAll: Send = async (files) => files.map((file) => added(file.name));

function upload(send: Send, limits = { files: 2, bytes: 1000 }) {
  return new Uploader({ send, limits, wait: async () => {} });
}

const finished = (uploader: ReturnType<typeof upload>) =>
  new Promise<void>((resolve) => {
    const look = () => !uploader.state().active && resolve();
    uploader.subscribe(look);
    look();
  });

test("every file arrives", async () => {
  const uploader = upload(takeAll);
  uploader.add(many(9));
  await finished(uploader);
  expect(uploader.state().counts.added).toBe(9);
});

test("no more than two requests run at once", async () => {
  let running = 0;
  let most = 0;
  const uploader = upload(async (files) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve));
    running -= 1;
    return files.map((file) => added(file.name));
  });
  uploader.add(many(11));
  await finished(uploader);
  expect(most).toBe(2);
});

test("a refused file says why, and the others go on", async () => {
  const uploader = upload(async (files) =>
    files.map(({ name }) => (name === "1.jpg" ? refused(name) : added(name))),
  );
  uploader.add(many(4));
  await finished(uploader);
  const { counts, entries } = uploader.state();
  expect(counts).toMatchObject({ added: 3, refused: 1 });
  expect(entries[1]).toMatchObject({ status: "refused", reason: "1.jpg is damaged." });
});

test("a lost connection is tried again", async () => {
  let calls = 0;
  const uploader = upload(async (files) => {
    calls += 1;
    if (calls < 3) throw new ApiError(0, { detail: "The server cannot be reached." });
    return files.map((file) => added(file.name));
  });
  uploader.add(many(1));
  await finished(uploader);
  expect(uploader.state().counts.added).toBe(1);
});

test("what failed for good can be sent again by hand", async () => {
  let isDown = true;
  const uploader = upload(async (files) => {
    if (isDown) throw new ApiError(503, { detail: "Down." });
    return files.map((file) => added(file.name));
  });
  uploader.add(many(3));
  await finished(uploader);
  expect(uploader.state().counts.failed).toBe(3);

  isDown = false;
  uploader.retry();
  await finished(uploader);
  expect(uploader.state().counts.added).toBe(3);
});

test("a batch that is too large is sent in smaller ones", async () => {
  const sizes: number[] = [];
  const uploader = upload(
    async (files) => {
      sizes.push(files.length);
      if (files.length > 2) throw new ApiError(413, {});
      return files.map((file) => added(file.name));
    },
    { files: 8, bytes: 1000 },
  );
  uploader.add(many(8));
  await finished(uploader);
  expect(uploader.state().counts.added).toBe(8);
  expect(Math.min(...sizes)).toBeLessThanOrEqual(2);
});

test("stopping keeps what has arrived", async () => {
  const uploader = upload(async (files, _, signal) => {
    if (files.some(({ name }) => name === "0.jpg")) return files.map(({ name }) => added(name));
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error())));
  });
  uploader.add(many(8));
  await new Promise((resolve) => setTimeout(resolve, 5));
  uploader.stop();
  expect(uploader.state().active).toBe(false);
  expect(uploader.state().counts.added).toBe(2);
});
