import { queryClient } from "../api/query-client.ts";
import { sendTo } from "./send.ts";
import { Uploader } from "./uploader.ts";

const PAUSE = 3_000;
const uploaders = new Map<number, Uploader>();

/** After a batch, what pages show of the project is old: told at once, then seldom while more arrive. */
function refresher(project: number) {
  let last = 0;
  let planned = false;
  const refresh = () => {
    last = Date.now();
    planned = false;
    void queryClient.invalidateQueries({ queryKey: ["project", project], exact: true });
    void queryClient.invalidateQueries({ queryKey: ["project", project, "images"] });
  };
  return () => {
    if (planned) return;
    planned = true;
    setTimeout(refresh, Math.max(0, last + PAUSE - Date.now()));
  };
}

/** The one uploader of a project, kept while the app is open. */
export function uploaderOf(project: number): Uploader {
  const known = uploaders.get(project);
  if (known) return known;
  const made = new Uploader({ send: sendTo(project), onAdded: refresher(project) });
  uploaders.set(project, made);
  return made;
}
