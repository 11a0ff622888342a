/**
 * What must be there before an image can be worked on, in kB after gzip, and a failure where it grew
 * over its limit. Counted is what the page's script and the editor's import, and not what they load
 * later. The core is counted alone, too.
 */

import process from "node:process";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** The goals are 170 and 20; the limits keep what was reached. */
const LIMITS = { "editor route, scripts": 173, "editor route, styles": 11, core: 37 };
/** What the app takes from the core for the editor. */
const CORE = ["editor", "session/session", "sync/journal", "images/pictures", "keymap-choice"];

const gzipped = (code) => gzipSync(code, { level: 9 }).length / 1000;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The chunks, by file name, that those of these names import, themselves included. */
function imported(output, isStart) {
  const chunks = new Map(
    output.filter(({ type }) => type === "chunk").map((it) => [it.fileName, it]),
  );
  const found = new Map();
  const take = (chunk) => {
    if (chunk === undefined || found.has(chunk.fileName)) return;
    found.set(chunk.fileName, chunk);
    for (const name of chunk.imports) take(chunks.get(name));
  };
  for (const chunk of chunks.values()) if (isStart(chunk)) take(chunk);
  return [...found.values()];
}

const page = await build({ logLevel: "error", build: { write: false } });
const route = imported(page.output, ({ isEntry, name }) => isEntry || name === "EditorRoute");
const styles = new Set(route.flatMap(({ viteMetadata }) => [...viteMetadata.importedCss]));

const core = await build({
  configFile: false,
  logLevel: "error",
  build: {
    write: false,
    target: "es2023",
    modulePreload: false,
    rollupOptions: {
      input: CORE.map((name) => `src/core/${name}.ts`),
      preserveEntrySignatures: "strict",
      external: ["idb"],
    },
  },
});
const measured = {
  "editor route, scripts": sum(route.map(({ code }) => gzipped(code))),
  "editor route, styles": sum(
    page.output.filter(({ fileName }) => styles.has(fileName)).map(({ source }) => gzipped(source)),
  ),
  core: gzipped(
    imported(core.output, ({ isEntry }) => isEntry)
      .map(({ code }) => code)
      .join(""),
  ),
};

for (const [what, limit] of Object.entries(LIMITS)) {
  const kilobytes = measured[what];
  const isOver = kilobytes > limit;
  process.stdout.write(
    `${what}: ${kilobytes.toFixed(1)} kB of ${limit}${isOver ? ": too much" : ""}\n`,
  );
  if (isOver) process.exitCode = 1;
}
