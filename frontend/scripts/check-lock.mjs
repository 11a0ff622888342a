/**
 * Refuses a lock file that only works on the machine that wrote it: with addresses of a registry,
 * or without the entries of optional packages (those for other platforms), which `npm ci` wants.
 */

import { readFileSync } from "node:fs";
import process from "node:process";

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url)));
const names = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
const complaints = [];

for (const [path, { resolved, optionalDependencies = {} }] of Object.entries(packages)) {
  if (resolved) complaints.push(`${path} names an address; keep omit-lockfile-registry-resolved.`);
  for (const name of Object.keys(optionalDependencies)) {
    if (!names.has(name)) complaints.push(`${path} wants ${name}, which has no entry.`);
  }
}

if (complaints.length > 0) {
  process.stderr.write(`package-lock.json:\n  ${complaints.join("\n  ")}\n`);
  process.exit(1);
}
