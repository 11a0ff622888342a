/** The page of crops that lies on the desk: marked by hand, answered, taken back. */

import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { CropPage } from "../../api/types.ts";
import { Button, buttonClass } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading } from "../../components/feedback.tsx";
import { toast } from "../../components/toasts.ts";
import { count, counted, percent } from "../../format.ts";
import { step } from "../gallery/grid-steps.ts";
import { useProject } from "../project/project-context.ts";
import { CropGrid, columnsOf } from "./CropGrid.tsx";
import type { DeskProps } from "./CropsPage.tsx";
import { LastAnswer } from "./LastAnswer.tsx";
import type { Corners } from "./regions.ts";
import { useCropKeys } from "./useCropKeys.ts";
import { useCropPages, type View } from "./useCropPages.ts";
import { useSeenEnd } from "./useSeenEnd.ts";
import { WholeImage } from "./WholeImage.tsx";

export function Desk(props: DeskProps) {
  const { category, threshold } = props;
  const project = useProject();
  const frame = useRef<HTMLDivElement>(null);
  const pages = useCropPages({ project: project.id, category: category.id, threshold });
  const { view, last, isSending } = pages;
  const page = view.kind === "page" ? view.page : null;
  const { at, wrong, reach, mark } = useMarks(page);
  const takeBack = useTakeBack(pages);

  const { end, hasSeenEnd, showMore } = useSeenEnd(page);

  // Nobody accepts what was never on the screen.
  const accept = () => {
    if (!hasSeenEnd) showMore();
    else if (page && !isSending) void pages.accept(page, [...wrong]).catch(failed);
  };
  useCropKeys({
    move: (key) => {
      const columns = columnsOf(frame.current?.querySelector(".crop-grid") ?? null);
      const next = page && step(key, { at, count: page.crops.length, columns });
      if (next === null) return false;
      reach(next);
      return true;
    },
    mark: () => mark(at),
    accept,
    undo: takeBack,
  });

  const crop = page?.crops[at];
  const image = page?.images.find(({ id }) => id === crop?.image);
  return (
    <div ref={frame} className="crops-desk">
      <div className="crops-main">
        <Shown {...props} view={view} onLook={pages.next}>
          {page && (
            <CropGrid
              key={page.id}
              page={page}
              category={category}
              size={props.size}
              at={at}
              wrong={wrong}
              isBusy={isSending}
              onMark={mark}
              onReach={reach}
            />
          )}
          <div ref={end} className="crops-end" />
        </Shown>
      </div>
      <aside className="crops-side" aria-label="The crop under the pointer">
        {crop && image && (
          <WholeImage image={image} box={crop.box as unknown as Corners} category={category} />
        )}
      </aside>
      <footer className="crops-foot">
        <LastAnswer last={last} category={category} />
        <div className="actions">
          <Button icon="returned" disabled={last === null || isSending} onClick={takeBack}>
            Take back <kbd>Z</kbd>
          </Button>
          <Button variant="primary" busy={isSending} disabled={page === null} onClick={accept}>
            {page ? acceptWords(page, wrong.size, hasSeenEnd) : "Accept"} <kbd>Enter</kbd>
          </Button>
        </div>
      </footer>
    </div>
  );
}

function acceptWords(page: CropPage, wrong: number, hasSeenEnd: boolean): string {
  if (!hasSeenEnd) return "Show the rest";
  const rest = page.crops.length - wrong;
  if (rest === 0) return "Reject all, go on";
  return `Accept ${wrong === 0 ? "all " : ""}${count(rest)}, go on`;
}

const failed = () =>
  toast("That was not saved.", { tone: "bad", hint: "Check the connection, then try again." });

/** Which crop is current and which are marked; another page begins with its own marks. */
function useMarks(page: CropPage | null) {
  const [at, reach] = useState(0);
  const [wrong, setWrong] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    reach(0);
    setWrong(new Set(page?.wrong));
  }, [page]);
  const mark = useCallback((place: number) => {
    reach(place);
    setWrong((before) => {
      const after = new Set(before);
      if (!after.delete(place)) after.add(place);
      return after;
    });
  }, []);
  return { at, wrong, reach, mark };
}

/** Takes the last answer back, and goes to its category: the page is served again from there. */
function useTakeBack({ last, isSending, undo }: ReturnType<typeof useCropPages>) {
  const navigate = useNavigate({ from: "/projects/$projectId/crops" });
  return () => {
    if (last === null || isSending) return;
    const { category, threshold } = last.page;
    undo(last.page).then(
      () => void navigate({ search: { category, from: threshold }, replace: true }),
      failed,
    );
  };
}

type ShownProps = DeskProps & { view: View; onLook: () => void; children: React.ReactNode };

function Shown({ view, onLook, children, ...rest }: ShownProps) {
  switch (view.kind) {
    case "page":
      return children;
    case "failed":
      return <ErrorNote error={view.error} onRetry={onLook} />;
    case "empty":
      return <Nothing {...rest} isLast={view.isLast} onLook={onLook} />;
    case "loading":
      return (
        <Loading>
          <div className="crops-waiting" />
        </Loading>
      );
  }
}

type NothingProps = DeskProps & { isLast: boolean; onLook: () => void };

function Nothing({ overview, category, threshold, isLast, onLook }: NothingProps) {
  const project = useProject();
  const params = { projectId: String(project.id) };
  const counts = overview.categories.find((row) => row.category === category.id)?.counts ?? [];
  const place = overview.thresholds.findIndex(
    (from, at) => from < threshold && (counts[at] ?? 0) > 0,
  );
  const lower = overview.thresholds[place];
  return (
    <EmptyState
      icon="check"
      title={`Nothing is left of ${category.name} from ${percent(threshold)} on`}
      action={
        <>
          {!isLast && (
            <Button variant="primary" onClick={onLook}>
              Look further
            </Button>
          )}
          {lower !== undefined && (
            <Link
              to="."
              search={(before: Record<string, unknown>) => ({ ...before, from: lower })}
              className={buttonClass({ variant: "primary" })}
            >
              Go on from {percent(lower)}: {counted(counts[place] ?? 0, "more")}
            </Link>
          )}
          <Link to="/projects/$projectId/annotate" params={params} className={buttonClass()}>
            Look through the images
          </Link>
        </>
      }
    >
      {isLast
        ? "The rest wants a look at the whole image. Where all sure suggestions are accepted, that is quick."
        : "The images that the model is surest of are through. There may be some in the others."}
    </EmptyState>
  );
}
