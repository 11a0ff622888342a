/** The addresses of the app. Each page is a file of its own that is loaded when it is first wanted. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ApiError } from "./api/problem.ts";
import { queryClient } from "./api/query-client.ts";
import { sessionQuery } from "./api/session.ts";
import type { Filters } from "./routes/gallery/filters.ts";
import { traceSearch } from "./routes/trace/search.ts";
import { NotFound, PageError, Root } from "./shell/Root.tsx";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("./routes/sign-in/SignInPage.tsx"), "SignInPage"),
});

/** Everything below needs somebody signed in; the way back is kept in the address. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
});

/** Not around the editor, which takes the whole window. */
const shell = createRoute({
  getParentRoute: () => signedIn,
  id: "shell",
  component: lazyRouteComponent(() => import("./shell/AppShell.tsx"), "AppShell"),
});

const projects = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./routes/projects/ProjectsPage.tsx"), "ProjectsPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./routes/account/AccountPage.tsx"), "AccountPage"),
});

const project = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId",
  component: lazyRouteComponent(() => import("./routes/project/ProjectFrame.tsx"), "ProjectFrame"),
});

const overview = createRoute({
  getParentRoute: () => project,
  path: "/",
  component: lazyRouteComponent(() => import("./routes/project/OverviewPage.tsx"), "OverviewPage"),
});

const gallery = createRoute({
  getParentRoute: () => project,
  path: "/images",
  // The page itself leaves out what makes no sense, so that other pages need not load how.
  validateSearch: (search: Record<string, unknown>): Filters => search,
  component: lazyRouteComponent(() => import("./routes/gallery/GalleryPage.tsx"), "GalleryPage"),
});

const crops = createRoute({
  getParentRoute: () => project,
  path: "/crops",
  validateSearch: (search: Record<string, unknown>): { category?: number; from?: number } => {
    const [category, from] = [Number(search.category), Number(search.from)];
    return { ...(category > 0 ? { category } : {}), ...(from > 0 && from <= 1 ? { from } : {}) };
  },
  component: lazyRouteComponent(() => import("./routes/crops/CropsPage.tsx"), "CropsPage"),
});

/** How the detector came to its boxes on an image. */
const trace = createRoute({
  getParentRoute: () => project,
  path: "/images/$imageId/trace",
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => import("./routes/trace/TracePage.tsx"), "TracePage"),
});

const models = createRoute({
  getParentRoute: () => project,
  path: "/models",
  validateSearch: (search: Record<string, unknown>): { model?: number } => {
    const model = Number(search.model);
    return model > 0 ? { model } : {};
  },
  component: lazyRouteComponent(() => import("./routes/models/ModelsPage.tsx"), "ModelsPage"),
});

/** One training, epoch by epoch; `with` names others to compare it with. */
const training = createRoute({
  getParentRoute: () => project,
  path: "/trainings/$trainingId",
  validateSearch: (search: Record<string, unknown>): { with?: string } =>
    search.with ? { with: String(search.with) } : {},
  component: lazyRouteComponent(() => import("./routes/training/TrainingPage.tsx"), "TrainingPage"),
});

const card = createRoute({
  getParentRoute: () => project,
  path: "/models/$modelId",
  validateSearch: (search: Record<string, unknown>): { evaluation?: number } => {
    const evaluation = Number(search.evaluation);
    return evaluation > 0 ? { evaluation } : {};
  },
  component: lazyRouteComponent(() => import("./routes/models/card/CardPage.tsx"), "CardPage"),
});

/** Two model versions on the same images: b after a. */
const compare = createRoute({
  getParentRoute: () => project,
  path: "/models/compare",
  validateSearch: (search: Record<string, unknown>): { a?: number; b?: number } => {
    const [a, b] = [Number(search.a), Number(search.b)];
    return { ...(a > 0 ? { a } : {}), ...(b > 0 ? { b } : {}) };
  },
  component: lazyRouteComponent(
    () => import("./routes/models/card/ComparePage.tsx"),
    "ComparePage",
  ),
});

const statistics = createRoute({
  getParentRoute: () => project,
  path: "/statistics",
  component: lazyRouteComponent(
    () => import("./routes/statistics/StatisticsPage.tsx"),
    "StatisticsPage",
  ),
});

const ledger = createRoute({
  getParentRoute: () => project,
  path: "/ledger",
  component: lazyRouteComponent(() => import("./routes/ledger/LedgerPage.tsx"), "LedgerPage"),
});

const suspects = createRoute({
  getParentRoute: () => project,
  path: "/suspects",
  component: lazyRouteComponent(() => import("./routes/suspects/SuspectsPage.tsx"), "SuspectsPage"),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: lazyRouteComponent(() => import("./routes/settings/SettingsPage.tsx"), "SettingsPage"),
});

/** The editor takes the whole window. Without an image it asks the queue for the next one. */
const annotate = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects/$projectId/annotate",
  validateSearch: (
    search: Record<string, unknown>,
  ): { image?: number; box?: string; review?: number } => {
    const image = Number(search.image);
    return {
      ...(image > 0 ? { image } : {}),
      ...(typeof search.box === "string" ? { box: search.box } : {}),
      ...(search.review === undefined ? {} : { review: 1 }),
    };
  },
  component: lazyRouteComponent(() => import("./routes/editor/EditorRoute.tsx"), "EditorRoute"),
});

const tree = root.addChildren([
  signIn,
  signedIn.addChildren([
    shell.addChildren([
      projects,
      account,
      project.addChildren([
        overview,
        gallery,
        crops,
        trace,
        models,
        training,
        compare,
        card,
        statistics,
        ledger,
        suspects,
        settings,
      ]),
    ]),
    annotate,
  ]),
]);

/** Plain names and values: "123" typed into a search stays text, and addresses stay readable. */
const parseSearch = (text: string) => Object.fromEntries(new URLSearchParams(text));

function stringifySearch(search: Record<string, unknown>): string {
  const known = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

export const router = createRouter({
  routeTree: tree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  defaultPendingMs: 400,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
