/** A modal over the browser's own <dialog>: focus trap, Escape and the way back to the trigger come with it. */

import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Button, IconButton } from "./Button.tsx";

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** The row of buttons at the end. */
  actions?: ReactNode;
  wide?: boolean;
  /** With it the dialog is a form, and Enter sends it. */
  onSubmit?: () => void;
};

export function Dialog({ title, onClose, children, actions, wide = false, onSubmit }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    if (dialog) firstField(dialog)?.focus();
    // Closing before the element leaves the page is what gives the focus back.
    return () => dialog?.close();
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  const Frame = onSubmit ? "form" : "div";

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog.
    <dialog
      ref={ref}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={() => ref.current && !ref.current.open && onClose()}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <Frame className="dialog-frame" {...(onSubmit ? { onSubmit: submit, noValidate: true } : {})}>
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        <div className="dialog-body">{children}</div>
        {actions && <footer className="dialog-actions">{actions}</footer>}
      </Frame>
    </dialog>
  );
}

/** Where typing begins; without a field it is the first button at the end, which takes nothing away. */
function firstField(dialog: HTMLDialogElement): HTMLElement | null {
  const fields = "input:not([type=radio], [hidden]), input:checked, select, textarea";
  const [body, actions] = [".dialog-body", ".dialog-actions"].map((part) =>
    dialog.querySelector<HTMLElement>(part),
  );
  return body?.querySelector<HTMLElement>(fields) ?? actions?.querySelector("button") ?? null;
}

type ConfirmProps = {
  title: string;
  children: ReactNode;
  action: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

export function Confirm(props: ConfirmProps) {
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      onSubmit={props.onConfirm}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            variant={props.danger ? "danger" : "primary"}
            busy={props.busy ?? false}
            disabled={props.disabled}
          >
            {props.action}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}
