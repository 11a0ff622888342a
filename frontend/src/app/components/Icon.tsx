/** The app's own line icons, drawn on a grid of 20. They are decoration: the words beside them carry the meaning. */

import { Glyph } from "./Glyph.tsx";

const PATHS = {
  archive: "M3 4.5h14v3.2H3zM4.3 7.7v7.8h11.4V7.7M8 11h4",
  arrowRight: "M4 10h12M11 5l5 5-5 5",
  back: "M16 10H4M9 5l-5 5 5 5",
  bars: "M3 17h14M5 17v-6M10 17V4M15 17v-9",
  box: "M3.5 7V4.5a1 1 0 0 1 1-1H7M13 3.5h2.5a1 1 0 0 1 1 1V7M16.5 13v2.5a1 1 0 0 1-1 1H13M7 16.5H4.5a1 1 0 0 1-1-1V13M7.5 7.5h5v5h-5z",
  check: "M4 10.5l4 4 8-9",
  chevron: "M5.5 8l4.5 4.5L14.5 8",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.2V10l2.6 1.8",
  close: "M5 5l10 10M15 5L5 15",
  comment: "M3.5 4h13v9.5H9L5.5 16.5v-3h-2z",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  curve: "M3 3v14h14M6 13c3-.5 3.5-6 10-7",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
  file: "M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15",
  filter: "M3 5h14M5.5 10h9M8.5 15h3",
  folder: "M2.8 5.2h5l1.6 2h7.8v8.6H2.8z",
  gear: "M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6",
  image: "M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M12.8 7.3h.01",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9.2V14M10 6.4h.01",
  key: "M7 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM9.5 10.5L16.5 3.5M13 7l2.2 2.2",
  leave: "M8 3.5H4v13h4M8 10h9M13.5 6.5L17 10l-3.5 3.5",
  loop: "M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3v3.5H13",
  model: "M10 2.8l6.3 3.6v7.2L10 17.2l-6.3-3.6V6.4zM3.7 6.4L10 10l6.3-3.6M10 10v7.2",
  monitor: "M3 4h14v9.5H3zM7 16.5h6M10 13.5v3",
  moon: "M16 11.6A6.6 6.6 0 0 1 8.4 4a6.6 6.6 0 1 0 7.6 7.6z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  overview: "M3.2 3.2h5.6v7H3.2zM11.2 3.2h5.6v4h-5.6zM11.2 9.8h5.6v7h-5.6zM3.2 12.8h5.6v4H3.2z",
  pencil: "M4 16l.8-3.5L13.5 3.8l2.7 2.7-8.7 8.7z",
  plus: "M10 4v12M4 10h12",
  question:
    "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14h.01",
  returned: "M7.5 4.5L4 8l3.5 3.5M4 8h8a4 4 0 0 1 0 8H8",
  search: "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6zM12.7 12.7l4 4",
  skip: "M4.5 4.5l7 5.5-7 5.5zM15 4.5v11",
  spark:
    "M9 3.5l1.5 4 4 1.5-4 1.5-1.5 4-1.5-4-4-1.5 4-1.5zM15 12.5l.8 2 2 .8-2 .8-.8 2-.8-2-2-.8 2-.8z",
  stop: "M5.5 5.5h9v9h-9z",
  strip: "M2.5 5.5h15v9h-15zM7.5 5.5v9M12.5 5.5v9",
  sun: "M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1",
  tag: "M3.5 3.5h6l7 7-6 6-7-7zM7 7h.01",
  train: "M2.5 8L10 4.5 17.5 8 10 11.5zM5.5 9.6v4c2.5 2 6.5 2 9 0v-4M17.5 8v4.5",
  trash: "M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5",
  upload: "M10 13V4M6 7.5l4-4 4 4M4 16.5h12",
  user: "M10 3.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM3.8 16.8c.6-3 3-4.6 6.2-4.6s5.6 1.6 6.2 4.6",
  users:
    "M7.5 4a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM2.5 16c.4-2.7 2.3-4.2 5-4.2s4.6 1.5 5 4.2M13 4.3a2.8 2.8 0 0 1 0 5M14.5 12c1.7.5 2.7 1.9 3 4",
  warning: "M10 3.5l7.2 12.8H2.8zM10 8.3v3.9M10 14.2h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const strokeWidth = name === "more" ? 2.6 : 1.6;
  return <Glyph path={PATHS[name]} side={`${size / 16}rem`} strokeWidth={strokeWidth} />;
}
