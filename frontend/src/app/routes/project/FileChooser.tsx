import { useRef } from "react";
import { Button } from "../../components/Button.tsx";
import { bytes } from "../../format.ts";

type Props = {
  label: string;
  accept: string;
  file: File | null;
  disabled?: boolean;
  onChoose: (file: File) => void;
};

/** One file, with its name and size once it is chosen. */
export function FileChooser({ label, accept, file, disabled = false, onChoose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <div className="row file-chooser">
        <Button icon="file" disabled={disabled} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <span className="soft small truncate">
          {file ? `${file.name} · ${bytes(file.size)}` : "None chosen"}
        </span>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={label}
          accept={accept}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            if (chosen) onChoose(chosen);
            event.target.value = "";
          }}
        />
      </div>
    </div>
  );
}
