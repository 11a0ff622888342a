/** The sign of Boxloop: the corners of a box around a loop. */

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg
      className="logo"
      viewBox="0 0 32 32"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <rect width="32" height="32" rx="7" className="logo-ground" />
      <path
        className="logo-box"
        d="M6.5 12V9a2.5 2.5 0 0 1 2.5-2.5h3M20 6.5h3A2.5 2.5 0 0 1 25.5 9v3M25.5 20v3a2.5 2.5 0 0 1-2.5 2.5h-3M12 25.5H9A2.5 2.5 0 0 1 6.5 23v-3"
      />
      <path className="logo-loop" d="M20.7 14.3a5 5 0 1 0 .2 3.1M21.4 11.3l-.5 3.2-3.2-.5" />
    </svg>
  );
}
