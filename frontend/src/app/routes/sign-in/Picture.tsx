/** What the tool does, in one picture: solid boxes are confirmed, dashed ones suggested. Decoration only. */

export function Picture() {
  return (
    <div className="sign-in-picture" aria-hidden="true">
      <svg viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice" focusable="false">
        <title>Shapes in boxes</title>
        <g className="picture-shapes">
          <circle cx="190" cy="240" r="84" />
          <rect x="398" y="128" width="150" height="150" rx="4" transform="rotate(12 473 203)" />
          <path d="M520 620l96 166H424z" />
          <circle cx="236" cy="664" r="112" />
          <rect x="318" y="398" width="104" height="104" rx="4" transform="rotate(-18 370 450)" />
          <path d="M604 356l58 100H546z" />
          <circle cx="82" cy="452" r="40" />
        </g>
        <Box x={104} y={154} width={172} height={172} color="#E69F00" name="circle" />
        <Box x={379} y={110} width={188} height={188} color="#56B4E9" name="square" />
        <Box x={122} y={550} width={228} height={228} color="#E69F00" name="circle" />
        <Box
          x={306}
          y={386}
          width={128}
          height={128}
          color="#56B4E9"
          name="square 0.94"
          suggested
        />
        <Box
          x={420}
          y={616}
          width={200}
          height={174}
          color="#009E73"
          name="triangle 0.88"
          suggested
        />
        <Box
          x={542}
          y={352}
          width={124}
          height={108}
          color="#009E73"
          name="triangle 0.71"
          suggested
        />
        <Box x={40} y={410} width={84} height={84} color="#E69F00" name="circle 0.97" suggested />
      </svg>
    </div>
  );
}

type BoxProps = {
  x: number;
  y: number;
  width: number;
  height: number;
  color: string;
  name: string;
  suggested?: boolean;
};

function Box({ x, y, width, height, color, name, suggested = false }: BoxProps) {
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill="none"
        stroke={color}
        strokeWidth="3"
        strokeDasharray={suggested ? "10 7" : undefined}
      />
      <rect x={x - 1.5} y={y - 24} width={name.length * 8.4 + 14} height="24" fill={color} />
      <text x={x + 6} y={y - 7} className="picture-name">
        {name}
      </text>
    </g>
  );
}
