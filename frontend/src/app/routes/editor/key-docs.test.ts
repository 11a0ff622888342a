/** The page of keys in the documentation is what the data says; `npx vitest run key-docs -u` writes it anew. */

import { expect, test } from "vitest";
import { PRESETS } from "../../../core/keymaps.ts";
import { chordWords } from "./chord-words.ts";
import { type KeyGroup, keyGroups } from "./key-words.ts";

const [OWN, CVAT, LABELIMG] = [PRESETS.boxloop, PRESETS.cvat, PRESETS.labelimg].map(keyGroups);

const HEAD = `# Keys

Every key of the editor. \`?\` shows those that work at the moment, and **Change keys** there (or \`Ctrl+,\`) changes them: press
the new key; one that is taken is offered for a swap, one that belongs to the browser is refused. Two other keymaps can be
chosen to begin with, in the manner of CVAT and of labelImg; where those tools have no key for something, Boxloop's own is kept.
Your keys are kept in this browser, for you alone; as text they can be taken to another.

Ctrl is Command on a Mac. Letters go by what they write, digits by their place, so that a French keyboard needs no Shift;
Cyrillic and Greek letters go by their place, too. No key does anything while you type. Some keys mean one thing with boxes
selected and another without: arrows move the selection, or else lead to another image.

A box needs no mouse: \`Shift+W\` puts one in the middle of the view, arrows move it, Ctrl with arrows moves its right and lower
edge, Ctrl+Shift with arrows the left and upper one, \`Q\` gives it a class, \`Space\` finishes the image.
`;

const cell = (chords: readonly string[]): string =>
  chords.map((chord) => `<kbd>${chordWords(chord).replace("`", "&#96;")}</kbd>`).join(" ");

function table({ title, rows }: KeyGroup, place: number): string {
  const lines = rows.map(({ text, chords, commands }, row) => {
    const others = [CVAT, LABELIMG].map((groups) => groups?.[place]?.rows[row]?.chords ?? []);
    const cells = commands.length === 0 ? [chords] : [chords, ...others];
    return `| ${text} | ${cells.map(cell).join(" | ")} |`;
  });
  const isMouse = rows.every(({ commands }) => commands.length === 0);
  const head = isMouse
    ? "| | |\n| --- | --- |"
    : "| | Boxloop | CVAT | labelImg |\n| --- | --- | --- | --- |";
  return `## ${title}\n\n${head}\n${lines.join("\n")}\n`;
}

test("docs/keys.md tells the keys as they are", async () => {
  const page = [HEAD, ...(OWN ?? []).map(table)].join("\n");
  await expect(page).toMatchFileSnapshot("../../../../../docs/keys.md");
});
