/** The one button, and its look for links that act like one. */

import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

type Look = {
  variant?: "primary" | "plain" | "quiet" | "danger";
  size?: "small" | "medium" | "large";
};

export const buttonClass = ({ variant = "plain", size = "medium" }: Look = {}) =>
  `button button-${variant} button-${size}`;

type Props = Look &
  ButtonHTMLAttributes<HTMLButtonElement> & {
    icon?: IconName;
    busy?: boolean;
    children: ReactNode;
  };

export function Button({ variant, size, icon, busy = false, children, ...rest }: Props) {
  const look = { ...(variant ? { variant } : {}), ...(size ? { size } : {}) };
  return (
    <button
      type="button"
      {...rest}
      className={`${buttonClass(look)} ${rest.className ?? ""}`}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span className="button-text">{children}</span>
    </button>
  );
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string };

export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      className={`icon-button ${rest.className ?? ""}`}
      aria-label={label}
    >
      <Icon name={icon} />
    </button>
  );
}
