import type { Epoch, Model } from "../../api/types.ts";

/** The history of a training, without entries that tell no epoch or no loss. */
export const epochsOf = ({ history }: Pick<Model, "history">): Epoch[] =>
  history.filter((entry) => isNumber(entry.epoch) && isNumber(entry.loss)) as Epoch[];

const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
