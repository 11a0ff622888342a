/** Bars: how far one thing has come, and how a whole is divided. */

export function ProgressBar({
  value,
  label,
  tone = "accent",
}: {
  /** 0..1; null when nobody knows. */
  value: number | null;
  label: string;
  tone?: "accent" | "bad" | "warn" | "good";
}) {
  return (
    <span
      className={`progress progress-${tone} ${value === null ? "progress-unknown" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
    >
      <span style={value === null ? undefined : { transform: `scaleX(${value})` }} />
    </span>
  );
}

export type Portion = { name: string; value: number; className: string };

/** A bar of several portions. Its numbers stand beside it as text, so it is hidden from screen readers. */
export function PortionBar({ portions }: { portions: readonly Portion[] }) {
  const all = portions.reduce((sum, portion) => sum + portion.value, 0);
  return (
    <span className="portions" aria-hidden="true">
      {portions
        .filter((portion) => portion.value > 0)
        .map((portion) => (
          <span
            key={portion.name}
            className={portion.className}
            style={{ flexGrow: all ? portion.value : 0 }}
          />
        ))}
    </span>
  );
}
