/** The upload of a project: files may be dropped anywhere on its pages, and a panel tells how it goes. */

import "./upload.css";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Icon } from "../components/Icon.tsx";
import { UploadPanel } from "./UploadPanel.tsx";
import { uploaderOf } from "./uploaders.ts";
import { type Found, walkDropped } from "./walk.ts";

export function UploadDock({ project }: { project: number }) {
  const uploader = uploaderOf(project);
  const state = useSyncExternalStore(uploader.subscribe, uploader.state);
  const isOver = useDrop(uploader.add);
  useLeaveWarning(state.active);

  return (
    <>
      {isOver && (
        <div className="drop-veil">
          <div className="drop-sign">
            <Icon name="upload" size={32} />
            <strong>Drop images or folders to add them</strong>
          </div>
        </div>
      )}
      {state.entries.length > 0 && <UploadPanel uploader={uploader} state={state} />}
    </>
  );
}

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** True while files are dragged over the window. */
function useDrop(onFiles: (files: Found[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    // Entering a child comes before leaving its parent, so the depth is zero only outside.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setIsOver(false);
    };
    const over = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      if (document.querySelector("dialog[open]")) return;
      void walkDropped(event.dataTransfer).then(onFiles);
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("dragenter", enter, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("dragover", over, { signal });
    window.addEventListener("drop", drop, { signal });
    return () => stop.abort();
  }, [onFiles]);

  return isOver;
}

function useLeaveWarning(active: boolean) {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active]);
}
