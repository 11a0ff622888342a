/** The corner in which toasts appear; screen readers hear them as they come. */

import { useSyncExternalStore } from "react";
import { Button, IconButton } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { type Toast, toasts } from "./toasts.ts";

const ICON: Record<Toast["tone"], IconName> = { good: "check", bad: "warning", plain: "info" };

export function ToastRegion() {
  const all = useSyncExternalStore(toasts.subscribe, toasts.all);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-atomic="false">
      {all.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.tone}`}>
          <Icon name={ICON[toast.tone]} />
          <div className="toast-text">
            <p>{toast.text}</p>
            {toast.hint && <p className="soft small">{toast.hint}</p>}
          </div>
          {toast.action && (
            <Button
              size="small"
              onClick={() => {
                toast.action?.run();
                toasts.dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton icon="close" label="Dismiss" onClick={() => toasts.dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
