/** For people who may only look: images come in the order of the gallery, and nothing is reserved. */

import type { OpenOutcome, SessionTransport } from "../../../core/session/transport.ts";
import { bodyOf, client } from "../../api/client.ts";

export function albumOf(project: number, transport: SessionTransport): SessionTransport {
  let order: Promise<readonly number[]> | null = null;
  let last: number | null = null;

  const inOrder = async (): Promise<readonly number[]> => {
    order ??= orderOf(project);
    try {
      return await order;
    } catch {
      order = null;
      return [];
    }
  };

  const opened = async (ids: readonly number[]): Promise<OpenOutcome> => {
    const outcomes = await Promise.all(ids.map((id) => transport.open(id)));
    const images = outcomes.flatMap((outcome) => (outcome.kind === "opened" ? outcome.images : []));
    const failed = outcomes.find((outcome) => outcome.kind !== "opened");
    return images.length === 0 && failed !== undefined ? failed : { kind: "opened", images };
  };

  return {
    ...transport,

    async open(image) {
      last = image;
      return transport.open(image);
    },

    async next(_exclude, count) {
      const ids = await inOrder();
      const from = last === null ? 0 : ids.indexOf(last) + 1;
      const next = ids.slice(from, from + count);
      last = next.at(-1) ?? last;
      return opened(next);
    },

    async before(image) {
      const ids = await inOrder();
      const place = ids.indexOf(image);
      return opened(ids.slice(Math.max(0, place - 1), Math.max(0, place)));
    },

    lease: async () => ({ kind: "leased", until: Number.POSITIVE_INFINITY }),
    release: () => {},
  };
}

async function orderOf(project: number): Promise<readonly number[]> {
  const params = { path: { project_id: project }, query: { ordering: "id" as const } };
  const { steps } = await bodyOf(client.GET("/api/projects/{project_id}/images/order", { params }));
  let id = 0;
  return steps.map((step) => {
    id += step;
    return id;
  });
}
