/** What is known of each file of an upload, and what that comes to in all. */

export type FileStatus = "waiting" | "sending" | "added" | "duplicate" | "refused" | "failed";

export type FileEntry = {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly file: File;
  status: FileStatus;
  /** 0..1 of its bytes. */
  progress: number;
  reason: string;
  hint: string;
};

export type UploadState = {
  entries: readonly Readonly<FileEntry>[];
  counts: Readonly<Record<FileStatus, number>>;
  bytes: number;
  sentBytes: number;
  /** Something is still to be sent. */
  active: boolean;
};

export const entryOf = (id: number, name: string, file: File): FileEntry => ({
  id,
  name,
  size: file.size,
  file,
  status: "waiting",
  progress: 0,
  reason: "",
  hint: "",
});

export const isOpen = ({ status }: FileEntry) => status === "waiting" || status === "sending";

export function summary(entries: readonly FileEntry[]): UploadState {
  const counts = { waiting: 0, sending: 0, added: 0, duplicate: 0, refused: 0, failed: 0 };
  let bytes = 0;
  let sentBytes = 0;
  for (const entry of entries) {
    counts[entry.status] += 1;
    bytes += entry.size;
    sentBytes += entry.size * entry.progress;
  }
  const active = counts.waiting + counts.sending > 0;
  return { entries: [...entries], counts, bytes, sentBytes, active };
}
