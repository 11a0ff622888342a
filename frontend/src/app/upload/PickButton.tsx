/** The button that opens the system's file picker. */

import { useRef } from "react";
import { Button } from "../components/Button.tsx";
import { uploaderOf } from "./uploaders.ts";
import { picked } from "./walk.ts";

type Props = { project: number; primary?: boolean; folder?: boolean };

const ACCEPTED = "image/jpeg,image/png,image/gif,image/bmp,image/tiff,image/webp";

export function PickButton({ project, primary = false, folder = false }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant={primary ? "primary" : "plain"}
        icon={folder ? "folder" : "upload"}
        onClick={() => input.current?.click()}
      >
        {folder ? "Add a folder" : "Add images"}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={folder ? "Folder of images" : "Images"}
        {...(folder ? { webkitdirectory: "" } : { accept: ACCEPTED })}
        onChange={(event) => {
          uploaderOf(project).add(picked(event.target.files ?? []));
          event.target.value = "";
        }}
      />
    </>
  );
}
