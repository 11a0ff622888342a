/** One request with many files. XMLHttpRequest, since fetch cannot tell how much has been sent. */

import { csrfToken } from "../api/http.ts";
import { problemFrom, unreachable } from "../api/problem.ts";
import { signInWatch } from "../api/sign-in-watch.ts";
import type { UploadRow } from "../api/types.ts";

export type Outgoing = { name: string; file: File };

export type Send = (
  files: readonly Outgoing[],
  onSent: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<UploadRow[]>;

function formOf(files: readonly Outgoing[]): FormData {
  const form = new FormData();
  for (const { file, name } of files) form.append("files", file, name);
  return form;
}

function post(
  address: string,
  files: readonly Outgoing[],
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => resolve(request);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("Stopped.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(formOf(files));
  });
}

export function sendTo(project: number): Send {
  const address = `/api/projects/${project}/images`;
  return async (files, onSent, signal) => {
    let answer = await post(address, files, onSent, signal);
    if (answer.status === 401) {
      await signInWatch.untilSignedIn();
      answer = await post(address, files, onSent, signal);
    }
    if (answer.status >= 400) throw problemFrom(answer.status, answer.responseText);
    return (JSON.parse(answer.responseText) as { results: UploadRow[] }).results;
  };
}
