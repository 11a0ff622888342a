/** One bar of one series: a link to its images, a button, or just a bar; with a bubble that tells its number. */

import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useProject } from "../../routes/project/project-context.ts";
import { type Bar, type BarsProps, fullName, shown, type Target } from "./bars.ts";

type Props = BarsProps & {
  bar: Bar;
  /** Of the series. */
  at: number;
  /** Of the whole length, 0..1. */
  part: number;
};

export function BarPart({ bar, at, part, series, format, targetOf }: Props) {
  const one = series[at];
  const value = bar.values[at];
  const words = `${fullName(bar)}: ${shown(value, format)}${series.length > 1 ? ` (${one?.name})` : ""}`;
  const target = value ? (targetOf?.(bar, at) ?? null) : null;
  const style = { "--part": part, "--bar-color": `var(${one?.color})` } as CSSProperties;
  const look = {
    className: `bar-part ${one?.isStriped ? "bar-part-striped" : ""}`,
    style,
    children: (
      <>
        <span className={`bar-part-fill ${value ? "" : "bar-part-none"}`} />
        <span className="bar-bubble" aria-hidden="true">
          {words}
        </span>
      </>
    ),
  };
  return target ? <Pressed target={target} words={words} {...look} /> : <span {...look} />;
}

type Look = { className: string; style: CSSProperties; children: React.ReactNode };

function Pressed({ target, words, ...look }: Look & { target: Target; words: string }) {
  if ("onPick" in target) {
    return <button type="button" aria-label={words} onClick={target.onPick} {...look} />;
  }
  return <GalleryLink words={words} target={target} {...look} />;
}

function GalleryLink({
  words,
  target,
  ...look
}: Look & { target: { filters: Record<string, unknown> }; words: string }) {
  const { id } = useProject();
  return (
    <Link
      to="/projects/$projectId/images"
      params={{ projectId: String(id) }}
      search={target.filters}
      preload={false}
      aria-label={`${words}. Open the images`}
      {...look}
    />
  );
}
