/** All images of a project at a glance, with their boxes: found, chosen, changed, opened. */

import "./gallery.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { orderQuery } from "../../api/images.ts";
import { Button } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { PickButton } from "../../upload/PickButton.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { FilterBar } from "./FilterBar.tsx";
import { type Filters, filtersOf, isNarrowed, NO_FILTERS, queryOf, without } from "./filters.ts";
import { Grid } from "./Grid.tsx";
import { useSize } from "./grid-sizes.ts";
import { placeIn } from "./kept-place.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { kept, NOTHING } from "./selection.ts";

export function GalleryPage() {
  const project = useProject();
  useTitle("Images", project.name);
  const search = useSearch({ from: "/signed-in/shell/projects/$projectId/images" });
  const navigate = useNavigate({ from: "/projects/$projectId/images" });
  const filters = useMemo(() => filtersOf(search), [search]);
  const question = JSON.stringify(filters);
  const place = `${project.id}:${question}`;
  const order = useQuery({
    ...orderQuery(project.id, queryOf(filters), () => placeIn(place)),
    placeholderData: keepPreviousData,
  });
  const show = useCallback(
    (next: Filters) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const ids = order.data?.ids;
  const shown = useAnswered(place, !order.isPlaceholderData);
  const [selection, setSelection] = useSelection(question, ids);
  const open = useOpen();
  const lookInside = useLookInside();
  const size = useSize();

  return (
    <div className="gallery-page">
      <FilterBar
        filters={filters}
        onChange={show}
        found={order.isPlaceholderData ? undefined : ids?.length}
      />
      {order.isPending && <Placeholder size={size} />}
      {order.isError && !ids && (
        <div className="page">
          <ErrorNote error={order.error} onRetry={() => order.refetch()} />
        </div>
      )}
      {ids?.length === 0 && !order.isPlaceholderData && <Nothing filters={filters} onShow={show} />}
      {ids && ids.length > 0 && (
        <div className="grid-frame" data-old={order.isPlaceholderData || undefined}>
          <Grid
            // Another question starts at the top again; until it is answered, the old list stays.
            key={shown}
            place={shown}
            ids={ids}
            size={size}
            selection={selection}
            onSelect={setSelection}
            onOpen={open}
            onInside={lookInside}
          />
        </div>
      )}
      {ids && !order.isPlaceholderData && (
        <SelectionBar
          ids={ids}
          filters={filters}
          selection={selection}
          onSelect={setSelection}
          onInside={lookInside}
        />
      )}
    </div>
  );
}

/** The newest of the questions that were answered. */
function useAnswered(question: string, isAnswered: boolean): string {
  const [answered, setAnswered] = useState(question);
  if (isAnswered && answered !== question) setAnswered(question);
  return isAnswered ? question : answered;
}

/** Another question begins with nothing chosen; images that are gone are let go. */
function useSelection(question: string, ids: readonly number[] | undefined) {
  const [selection, setSelection] = useState(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: It begins anew with each question.
  useEffect(() => setSelection(NOTHING), [question]);
  useEffect(() => {
    if (ids) setSelection((before) => kept(before, ids));
  }, [ids]);
  return [selection, setSelection] as const;
}

function useOpen() {
  const { id } = useProject();
  const navigate = useNavigate();
  return useCallback(
    (image: number) =>
      void navigate({
        to: "/projects/$projectId/annotate",
        params: { projectId: String(id) },
        search: { image },
      }),
    [id, navigate],
  );
}

/** To what the detector does on an image. */
function useLookInside() {
  const { id } = useProject();
  const navigate = useNavigate();
  return useCallback(
    (image: number) =>
      void navigate({
        to: "/projects/$projectId/images/$imageId/trace",
        params: { projectId: String(id), imageId: String(image) },
      }),
    [id, navigate],
  );
}

const PLACES = Array.from({ length: 24 }, (_, at) => `place-${at}`);

/** Cells of the size that the real ones will have. */
function Placeholder({ size }: { size: string }) {
  return (
    <Loading>
      <div className="gallery-placeholder" data-size={size}>
        {PLACES.map((place) => (
          <div key={place} className="cell">
            <div className="cell-picture" />
            <div className="cell-caption" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

type NothingProps = { filters: Filters; onShow: (filters: Filters) => void };

function Nothing({ filters, onShow }: NothingProps) {
  if (filters.search !== undefined) return <NoSuchName filters={filters} onShow={onShow} />;
  if (!isNarrowed(filters)) return <NoImages />;
  return (
    <EmptyState
      icon="filter"
      title="No image fits these filters"
      action={<Button onClick={() => onShow(NO_FILTERS)}>Clear the filters</Button>}
    >
      Images may be in another state by now.
    </EmptyState>
  );
}

function NoSuchName({ filters, onShow }: NothingProps) {
  const rest = without(filters, ["search"]);
  const isOneOfMany = isNarrowed(rest);
  const has = `has “${filters.search}” in its name`;
  return (
    <EmptyState
      icon="search"
      title={isOneOfMany ? `No image that fits the other filters ${has}` : `No image ${has}`}
      action={
        <>
          <Button onClick={() => onShow(rest)}>Clear the name</Button>
          {isOneOfMany && <Button onClick={() => onShow(NO_FILTERS)}>Clear all filters</Button>}
        </>
      }
    >
      Any part of a file name will do, in capitals or not.
    </EmptyState>
  );
}

function NoImages() {
  const project = useProject();
  const isManager = hasRole(project, "manager");
  return (
    <EmptyState
      icon="image"
      title="There are no images yet"
      action={
        isManager && (
          <>
            <PickButton project={project.id} primary />
            <PickButton project={project.id} folder />
          </>
        )
      }
    >
      {isManager
        ? "Drop JPEG, PNG, WebP, TIFF, BMP or GIF files, or whole folders, anywhere on this page."
        : "A manager of this project can add them."}
    </EmptyState>
  );
}
