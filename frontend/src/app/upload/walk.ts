/** The files that were dropped, with those inside dropped folders, named by their path. */

export type Found = { name: string; file: File };

/** What file managers leave behind in folders and nobody means to upload. */
const isLitter = (name: string) => /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/i.test(name);

/** Call it inside the drop event: the list of items is empty afterwards. */
export function walkDropped(transfer: DataTransfer): Promise<Found[]> {
  const roots = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (roots.length === 0) return Promise.resolve(picked(transfer.files));
  return Promise.all(roots.map(filesIn)).then((found) => found.flat());
}

export function picked(files: Iterable<File>): Found[] {
  return [...files]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter(({ name }) => !isLitter(name));
}

async function filesIn(entry: FileSystemEntry): Promise<Found[]> {
  const name = entry.fullPath.replace(/^\//, "");
  if (isLitter(name)) return [];
  if (entry.isFile) return [{ name, file: await fileOf(entry as FileSystemFileEntry) }];

  const found: Found[] = [];
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) {
    found.push(...(await filesIn(child)));
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a folder in portions, and an empty one at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}
