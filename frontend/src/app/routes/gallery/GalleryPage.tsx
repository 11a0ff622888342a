/** All images of a project at a glance, with their boxes. */

import "./gallery.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { imagesQuery } from "../../api/images.ts";
import { Button } from "../../components/Button.tsx";
import { EmptyState, ErrorNote, Loading, Skeleton } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { PickButton } from "../../upload/PickButton.tsx";
import { hasRole, useProject } from "../project/project-context.ts";
import { FilterBar } from "./FilterBar.tsx";
import { type Filters, filtersOf, isNarrowed, NO_FILTERS, queryOf, searchOf } from "./filters.ts";
import { Grid } from "./Grid.tsx";

export function GalleryPage() {
  const project = useProject();
  useTitle("Images", project.name);
  const search = useSearch({ from: "/signed-in/shell/projects/$projectId/images" });
  const navigate = useNavigate({ from: "/projects/$projectId/images" });
  const filters = useMemo(() => filtersOf(search), [search]);
  const pages = useInfiniteQuery(imagesQuery(project.id, queryOf(filters)));
  const images = useMemo(() => pages.data?.pages.flatMap(({ results }) => results), [pages.data]);
  const show = (next: Filters) => void navigate({ search: searchOf(next), replace: true });

  return (
    <div className="gallery-page">
      <FilterBar
        filters={filters}
        onChange={show}
        shown={images?.length ?? 0}
        hasMore={pages.hasNextPage}
      />
      {pages.isPending && <Placeholder />}
      {pages.isError && !images && (
        <div className="page">
          <ErrorNote error={pages.error} onRetry={() => pages.refetch()} />
        </div>
      )}
      {images?.length === 0 && (
        <Nothing isFiltered={isNarrowed(filters)} onReset={() => show(NO_FILTERS)} />
      )}
      {images && images.length > 0 && (
        <Grid
          // Another question starts at the top again.
          key={JSON.stringify(search)}
          place={`${project.id}:${JSON.stringify(search)}`}
          images={images}
          isLoadingMore={pages.isFetchingNextPage}
          onNearEnd={() => {
            if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}

const PLACES = Array.from({ length: 12 }, (_, at) => `place-${at}`);

function Placeholder() {
  return (
    <Loading>
      <div className="gallery-placeholder">
        {PLACES.map((place) => (
          <Skeleton key={place} height={214} />
        ))}
      </div>
    </Loading>
  );
}

function Nothing({ isFiltered, onReset }: { isFiltered: boolean; onReset: () => void }) {
  const project = useProject();
  const isManager = hasRole(project, "manager");
  if (isFiltered) {
    return (
      <EmptyState
        icon="filter"
        title="No image fits these filters"
        action={<Button onClick={onReset}>Clear the filters</Button>}
      >
        Images may be in another state by now.
      </EmptyState>
    );
  }
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
