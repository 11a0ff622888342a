/** A path on a grid of 20, drawn as a line in the colour of the text around it. Decoration: words carry the meaning. */

export function Glyph(props: { path: string; side: string | number; strokeWidth: number }) {
  const { path, side, strokeWidth } = props;
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      width={side}
      height={side}
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
