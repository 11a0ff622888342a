import { queryClient } from "../api/query-client.ts";
import { sendTo } from "./send.ts";
import { createUploader, type Uploader } from "./uploader.ts";

const PAUSE = 3_000;
const uploaders = new Map<number, Uploader>();

/** After a batch, pages that show the project's images and numbers are old. At most once in three seconds. */
function refresher(project: number) {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      void queryClient.invalidateQueries({ queryKey: ["project", project], exact: true });
      void queryClient.invalidateQueries({ queryKey: ["project", project, "images"] });
    }, PAUSE);
  };
}

/** The one uploader of a project, kept while the app is open. */
export function uploaderOf(project: number): Uploader {
  const known = uploaders.get(project);
  if (known) return known;
  const made = createUploader({ send: sendTo(project), onAdded: refresher(project) });
  uploaders.set(project, made);
  return made;
}
