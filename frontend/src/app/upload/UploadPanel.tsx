/** How far the upload is, file by file. Files with trouble come first, since they need somebody. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { Button, IconButton } from "../components/Button.tsx";
import { Icon, type IconName } from "../components/Icon.tsx";
import { ProgressBar } from "../components/ProgressBar.tsx";
import { bytes, counted, share } from "../format.ts";
import type { FileEntry, FileStatus, UploadState } from "./entries.ts";
import type { Uploader } from "./uploader.ts";

type Props = { uploader: Uploader; state: UploadState };

export function UploadPanel({ uploader, state }: Props) {
  const [isOpen, setIsOpen] = useState(true);
  const { counts, active } = state;
  return (
    <section className="upload-panel" aria-label="Upload">
      <header className="upload-head">
        <div className="upload-title" role="status">
          <strong>{headline(state)}</strong>
          <span className="soft small">{outcome(state)}</span>
        </div>
        <IconButton
          icon="chevron"
          label={isOpen ? "Fold the list" : "Show the list"}
          aria-expanded={isOpen}
          className={isOpen ? "" : "upload-folded"}
          onClick={() => setIsOpen(!isOpen)}
        />
        {!active && <IconButton icon="close" label="Close" onClick={uploader.clear} />}
      </header>
      <ProgressBar
        label="All files"
        value={share(state.sentBytes, state.bytes) || (active ? 0 : 1)}
        tone={active ? "accent" : counts.failed ? "bad" : counts.refused ? "warn" : "good"}
      />
      {isOpen && <FileList entries={state.entries} />}
      {(active || counts.failed > 0) && (
        <footer className="upload-foot">
          {counts.failed > 0 && (
            <Button size="small" icon="loop" onClick={uploader.retry}>
              Send {counted(counts.failed, "file")} again
            </Button>
          )}
          {active && (
            <Button size="small" variant="quiet" onClick={uploader.stop}>
              Stop
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

function headline({ active, counts, entries }: UploadState): string {
  if (active) return `Adding ${counted(entries.length, "file")}`;
  return counts.added > 0 ? `${counted(counts.added, "image")} added` : "Nothing new was added";
}

function outcome({ active, counts, sentBytes, bytes: all }: UploadState): string {
  const parts = [
    active && `${bytes(sentBytes)} of ${bytes(all)}`,
    counts.duplicate > 0 && `${counts.duplicate} already here`,
    counts.refused > 0 && `${counts.refused} refused`,
    counts.failed > 0 && `${counts.failed} not sent`,
  ];
  return parts.filter(Boolean).join(" · ");
}

const URGENCY: Record<FileStatus, number> = {
  refused: 0,
  failed: 0,
  sending: 1,
  waiting: 2,
  duplicate: 3,
  added: 4,
};

const ROW = 44;
const ROW_WITH_REASON = 64;

function FileList({ entries }: { entries: UploadState["entries"] }) {
  const frame = useRef<HTMLDivElement>(null);
  const sorted = useMemo(
    () => entries.toSorted((one, other) => URGENCY[one.status] - URGENCY[other.status]),
    [entries],
  );
  const rows = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (sorted[index]?.reason ? ROW_WITH_REASON : ROW),
    getItemKey: (index) => sorted[index]?.id ?? index,
    overscan: 4,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A scrolling area must be reachable by keyboard.
    <section ref={frame} className="upload-list" tabIndex={0} aria-label="Files">
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start, size }) => {
          const entry = sorted[index];
          return (
            entry && (
              <li key={key} style={{ height: size, transform: `translateY(${start}px)` }}>
                <FileRow entry={entry} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

const ICON: Record<FileStatus, IconName> = {
  waiting: "clock",
  sending: "upload",
  added: "check",
  duplicate: "copy",
  refused: "warning",
  failed: "warning",
};

const WORD: Record<FileStatus, string> = {
  waiting: "Waiting",
  sending: "Sending",
  added: "Added",
  duplicate: "Already in this project",
  refused: "Refused",
  failed: "Not sent",
};

function FileRow({ entry }: { entry: Readonly<FileEntry> }) {
  const isSending = entry.status === "sending";
  // The name stands above it already.
  const reason = entry.reason.replace(`${entry.name}: `, "");
  const said = [reason, entry.hint].filter(Boolean).join(" ");
  return (
    <div className={`upload-row upload-${entry.status}`} title={said || entry.name}>
      <Icon name={ICON[entry.status]} size={16} />
      <div className="upload-row-text">
        <span className="truncate">{entry.name}</span>
        {isSending ? (
          <ProgressBar label={entry.name} value={entry.progress} />
        ) : (
          <span className="upload-said">{said || WORD[entry.status]}</span>
        )}
      </div>
      <span className="soft">{bytes(entry.size)}</span>
    </div>
  );
}
