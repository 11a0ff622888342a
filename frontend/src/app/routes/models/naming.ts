import type { Model } from "../../api/types.ts";

export const ORIGIN_NAME: Record<Model["origin"], string> = {
  trained: "Trained here",
  coco: "COCO weights",
  imported: "Imported",
};

const KIND_NAME: Record<string, string> = {
  small: "Small",
  fasterrcnn_mobilenet_v3_large_320_fpn: "MobileNet V3, 320 pixels",
  fasterrcnn_mobilenet_v3_large_fpn: "MobileNet V3",
  fasterrcnn_resnet50_fpn: "ResNet-50",
  fasterrcnn_resnet50_fpn_v2: "ResNet-50, version 2",
};

export const kindName = (kind: string) => KIND_NAME[kind] ?? (kind || "Unknown");

const ENGINE_NAME: Record<string, string> = {
  live: "PyTorch",
  torch: "PyTorch",
  cuda: "PyTorch on the GPU",
  openvino: "OpenVINO",
};

/** "openvino-int8" is OpenVINO, INT8. */
export function backendName(name: string): string {
  const [engine = "", precision] = name.split("-");
  const known = ENGINE_NAME[engine];
  if (known === undefined) return name;
  return precision === undefined ? known : `${known}, ${precision.toUpperCase()}`;
}

/** Outside models have a name of their own. */
export const modelName = ({ name, number }: Pick<Model, "name" | "number">) =>
  name || `Model ${number}`;

/** Known by its predictions only: without weights it looks at nothing, and cannot be promoted. */
export const isOutside = ({ origin }: Pick<Model, "origin">) => origin === "imported";
