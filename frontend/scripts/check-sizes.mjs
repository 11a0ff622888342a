/**
 * What must be there before an image can be worked on, in kB after gzip, and a failure where it grew
 * over its limit. Counted is what the page's script and the editor's import, and not what they load
 * later.
 *
 * The core is counted alone, too, in one piece and without the library that it keeps its journal by:
 * all that the app takes from it for the first image, which is the editor, pictures, keys, the way
 * from image to image, and saving. The first of these by itself is what shows boxes and lets a hand
 * change them.
 */

import process from "node:process";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** The goals are 170 for the route and 20 for the core; where one is missed, the limit keeps what was reached. */
const LIMITS = {
  "editor route, scripts": 170,
  "editor route, styles": 10,
  core: 36,
  "core, its editor": 20,
};
const EDITOR = ["editor"];
const CORE = [
  ...EDITOR,
  "images/pictures",
  "images/decoder",
  "keymap",
  "keymap-choice",
  "session/session",
  "sync/journal",
];

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

const measured = {
  "editor route, scripts": sum(route.map(({ code }) => gzipped(code))),
  "editor route, styles": sum(
    page.output.filter(({ fileName }) => styles.has(fileName)).map(({ source }) => gzipped(source)),
  ),
  core: await sizeOfCore(CORE),
  "core, its editor": await sizeOfCore(EDITOR),
};

/** Of these modules of the core with all that they import, but for what comes later. */
async function sizeOfCore(names) {
  const all = "virtual:core";
  const { output } = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "core",
        resolveId: (id) => (id === all ? all : null),
        load: (id) =>
          id === all
            ? names.map((name) => `export * from "/src/core/${name}.ts";`).join("\n")
            : null,
      },
    ],
    build: {
      write: false,
      target: "es2023",
      modulePreload: false,
      rolldownOptions: { input: all, preserveEntrySignatures: "strict", external: ["idb"] },
    },
  });
  const files = imported(output, ({ isEntry }) => isEntry);
  return gzipped(files.map(({ code }) => code).join(""));
}

for (const [what, limit] of Object.entries(LIMITS)) {
  const kilobytes = measured[what];
  const isOver = kilobytes > limit;
  process.stdout.write(
    `${what}: ${kilobytes.toFixed(1)} kB of ${limit}${isOver ? ": too much" : ""}\n`,
  );
  if (isOver) process.exitCode = 1;
}
