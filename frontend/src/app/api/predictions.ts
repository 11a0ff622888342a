/** What models saw in an image. */

import type { WirePrediction } from "../../core/sync/wire.ts";
import { bodyOf, client } from "./client.ts";

const ofImage = (id: number) => ({ path: { image_id: id } });

/** Null where no model in use has seen it. */
export async function readPrediction(image: number): Promise<WirePrediction | null> {
  const call = client.GET("/api/images/{image_id}/prediction", { params: ofImage(image) });
  return (await bodyOf(call)) ?? null;
}

/** Has the model in use look at one image, before all other work. */
export const lookAgain = (image: number) =>
  bodyOf(client.POST("/api/images/{image_id}/prediction", { params: ofImage(image) }));
