/** The page on which boxes are drawn: /projects/$projectId/annotate, with ?image= for one in particular, and &box= for a
 * box on it. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { isNotFound } from "../../api/problem.ts";
import { projectQuery } from "../../api/projects.ts";
import { sessionQuery } from "../../api/session.ts";
import type { Project } from "../../api/types.ts";
import { ErrorNote } from "../../components/feedback.tsx";
import { useTitle } from "../../shell/title.ts";
import { EditorLayout } from "./EditorLayout.tsx";
import "./editor.css";
import { takeKeysOf } from "./keymap-store.ts";
import "./around.css";
import { mayReview } from "./roles.ts";
import { useEditor, useSession } from "./store.ts";
import { createWorkbench, type Workbench } from "./workbench.ts";

/** Routing takes longer than a frame: the picture comes first, and who leafs through images waits for neither. */
const ADDRESS_MS = 200;

/** With `review` the images are those that wait for a reviewer. */
type EditorSearch = { image?: number; box?: string; review?: number };

export function EditorRoute() {
  const { projectId } = useParams({ strict: false });
  // Classes may be added and archived while somebody draws.
  const project = useQuery({ ...projectQuery(Number(projectId)), refetchInterval: 60_000 });
  const user = useQuery(sessionQuery);
  useTitle("Annotate", project.data?.name);

  // What was there a minute ago is enough to go on drawing, unless it is there no more.
  if (project.isError && (!project.data || isNotFound(project.error))) {
    return (
      <main className="page page-narrow">
        <ErrorNote error={project.error} onRetry={() => void project.refetch()} />
      </main>
    );
  }
  if (!project.data || !user.data) return <main className="editor" aria-busy="true" />;
  return <ProjectEditor key={project.data.id} project={project.data} user={user.data.id} />;
}

function ProjectEditor({ project, user }: { project: Project; user: number }) {
  const [host, setHost] = useState<HTMLElement | null>(null);
  const workbench = useWorkbench(host, project, user);
  return (
    <EditorLayout project={project} workbench={workbench} host={host} setHost={setHost}>
      {workbench && <BoxFinder workbench={workbench} />}
      {workbench && <AddressKeeper workbench={workbench} />}
    </EditorLayout>
  );
}

function useWorkbench(host: HTMLElement | null, project: Project, user: number): Workbench | null {
  const cache = useQueryClient();
  const { image = null, review } = useSearch({ strict: false }) as EditorSearch;
  const [first] = useState(image);
  const reviews = mayReview(project);
  const isReview = reviews && review !== undefined;
  const [workbench, setWorkbench] = useState<Workbench | null>(null);
  const { id, categories, tolerance } = project;
  const isViewer = project.role === "viewer";

  useEffect(() => {
    if (host === null) return;
    takeKeysOf(user);
    const created = createWorkbench({
      host,
      project: id,
      user,
      isViewer,
      image: first,
      reviewing: { mayReview: reviews, isReview },
    });
    setWorkbench(created);
    host.focus({ preventScroll: true });
    return () => {
      created.end();
      setWorkbench(null);
      // The counts and the gallery have changed by what was done here.
      void cache.invalidateQueries({ queryKey: ["project", id] });
      void cache.invalidateQueries({ queryKey: ["projects"] });
    };
  }, [host, id, user, isViewer, first, reviews, isReview, cache]);

  useEffect(() => {
    workbench?.editor.dispatch({ type: "categories", categories });
  }, [workbench, categories]);

  useEffect(() => {
    workbench?.editor.dispatch({ type: "tolerance", tolerance });
  }, [workbench, tolerance]);
  return workbench;
}

/** Looks closely at the box that the address names, once: when its image first comes up. */
function BoxFinder({ workbench }: { workbench: Workbench }) {
  const { editor, session } = workbench;
  const { image, box } = useSearch({ strict: false }) as EditorSearch;
  const [wanted, setWanted] = useState(box === undefined ? null : { image, box });
  const shown = useEditor(editor, ({ view }) => view.scale > 0);
  const sheet = useSession(session, (snapshot) => snapshot.sheet);
  useEffect(() => {
    if (wanted === null || sheet === null || !shown) return;
    setWanted(null);
    if (sheet.image.id !== wanted.image || !sheet.document.has(wanted.box)) return;
    editor.dispatch({ type: "select", keys: [wanted.box] });
    workbench.run("view.selection");
  }, [workbench, editor, sheet, shown, wanted]);
  return null;
}

/** The address names the image on the desk, so that a reload or a shared link leads back to it. */
function AddressKeeper({ workbench }: { workbench: Workbench }) {
  const image = useSession(workbench.session, ({ sheet }) => sheet?.image.id ?? null);
  const isLoading = useSession(workbench.session, ({ phase }) => phase.name === "loading");
  const navigate = useNavigate();
  const { isReview } = workbench.reviewing;
  const keep = useCallback(
    (id: number | null) =>
      navigate({
        to: ".",
        search: { ...(id === null ? {} : { image: id }), ...(isReview ? { review: 1 } : {}) },
        replace: true,
      }),
    [navigate, isReview],
  );

  useEffect(() => {
    if (isLoading) return;
    const timer = window.setTimeout(() => void keep(image), ADDRESS_MS);
    return () => window.clearTimeout(timer);
  }, [image, isLoading, keep]);
  return null;
}
