/** Icons that only the editor needs, in the manner of the app's own: lines on a grid of 20. */

import { Glyph } from "../../components/Glyph.tsx";

const PATHS = {
  select: "M5 3l10.5 6.2-4.6 1.2L13.6 16l-2.2 1-2.6-5.5L5.6 15z",
  draw: "M4 4h12v12H4zM2.5 4a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0zM14.5 16a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0z",
  pan: "M10 3v14M3 10h14M10 3L8 5M10 3l2 2M10 17l-2-2M10 17l2-2M3 10l2-2M3 10l2 2M17 10l-2-2M17 10l-2 2",
  undo: "M7 4L3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8",
  redo: "M13 4l3.5 3.5L13 11M16.5 7.5H8a4.5 4.5 0 0 0 0 9h4",
  fit: "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4",
  zoomIn:
    "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6zM12.7 12.7l4 4M6.4 8.8h4.8M8.8 6.4v4.8",
  zoomOut: "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6zM12.7 12.7l4 4M6.4 8.8h4.8",
  names: "M3.5 5.5h8l4.5 4.5-4.5 4.5h-8zM6.5 10h.01",
  cues: "M3.5 4v12h8M3.5 4h8M10.2 4v12M13.8 4.2v.01M13.8 7.2v.01M13.8 10.2v.01M13.8 13.2v.01M13.8 16v.01M16.5 4.2v.01M16.5 7.2v.01M16.5 10.2v.01M16.5 13.2v.01M16.5 16v.01",
  light: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M10 6h4.5M10 9h6.5M10 12h6M10 15h3",
  keep: "M4 5.5h12v9H4zM7.5 8h5v4h-5z",
  lock: "M5.5 9h9v7h-9zM7.2 9V6.5a2.8 2.8 0 0 1 5.6 0V9",
  magnet: "M4 3.5h4V10a2 2 0 0 0 4 0V3.5h4V10a6 6 0 0 1-12 0zM4 6.5h4M12 6.5h4",
  help: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM8 8.2a2 2 0 1 1 2.8 1.9c-.5.3-.8.6-.8 1.3M10 14h.01",
} as const;

export type ToolIconName = keyof typeof PATHS;

export function ToolIcon({ name }: { name: ToolIconName }) {
  return <Glyph path={PATHS[name]} side={18} strokeWidth={1.6} />;
}
