/** A class's colour; hollow and dashed for a suggestion, so that colour is not the only difference. */

interface Props {
  readonly color: string;
  readonly isSuggested?: boolean;
}

export function Swatch({ color, isSuggested = false }: Props) {
  return (
    <svg className="editor-swatch" viewBox="0 0 12 12" width={12} height={12} aria-hidden="true">
      <rect
        x={1}
        y={1}
        width={10}
        height={10}
        rx={isSuggested ? 0 : 2}
        fill={isSuggested ? "none" : color}
        stroke={color}
        strokeWidth={2}
        strokeDasharray={isSuggested ? "3 2" : undefined}
      />
    </svg>
  );
}
