/** A small trace as the server would send it: 320 by 240 pixels, two categories, three proposals. */

import type { Trace } from "../../../api/trace-types.ts";

const base64 = (length: number) =>
  btoa(String.fromCharCode(...Array.from({ length }, (_, place) => (place * 37) % 256)));

export const TRACE: Trace = {
  model: { id: 3, number: 2, kind: "small", name: "", device: "cpu", backend: "live" },
  image: { id: 7, width: 320, height: 240, file_name: "plate 0.png" },
  categories: [
    { id: 11, name: "plate", color: "#E69F00" },
    { id: 12, name: "cup", color: "#56B4E9" },
  ],
  settings: {
    rpn_nms: 0.7,
    pre_nms: 1000,
    post_nms: 1000,
    score: 0.05,
    nms: 0.5,
    max_detections: 100,
    tighten: true,
  },
  stages: {
    input: {
      ms: 2.4,
      shape: [1, 3, 256, 320],
      size: [240, 320],
      scale: [1, 1],
      padding: { right: 0, bottom: 16 },
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      range: [-2.1, 2.6],
      picture: "data:image/webp;base64,",
    },
    features: {
      ms: 31.2,
      levels: [
        {
          name: "p4",
          stride: 16,
          shape: [1, 256, 16, 20],
          size: [16, 20],
          drawn: [16, 20],
          heat: base64(320),
          range: [0, 3.2],
          channels: [{ index: 14, values: base64(320), range: [-1, 4] }],
        },
        {
          name: "p5",
          stride: 32,
          shape: [1, 256, 8, 10],
          size: [8, 10],
          drawn: [8, 10],
          heat: base64(80),
          range: [0, 2],
          channels: [],
        },
      ],
    },
    proposals: {
      ms: 4,
      anchors: [
        { level: 0, count: 960, sizes: [64], ratios: [0.5, 1, 2] },
        { level: 1, count: 240, sizes: [128], ratios: [0.5, 1, 2] },
      ],
      objectness: [{ level: 0, drawn: [16, 20], values: base64(320) }],
      before: 900,
      shape: [3, 4],
      boxes: [
        [98, 58, 222, 182],
        [20, 20, 82, 70],
        [240, 30, 300, 200],
      ],
      scores: [0.99, 0.8, 0.3],
      levels: [1, 0, 0],
      suppressed: { boxes: [[90, 50, 220, 180]], scores: [0.7], by: [0] },
      suppressed_total: 897,
    },
    pooling: { ms: 1.1, shape: [3, 256, 7, 7], levels: [1, 0, 0], patches: base64(147) },
    heads: {
      ms: 6,
      shape: [3, 3],
      background: [0.02, 0.3, 0.97],
      top: [
        [
          [1, 0.95],
          [2, 0.03],
        ],
        [
          [2, 0.6],
          [1, 0.1],
        ],
        [
          [1, 0.02],
          [2, 0.01],
        ],
      ],
      refined: [
        [100, 60, 220, 180],
        [21, 20, 80, 70],
        [240, 30, 300, 200],
      ],
    },
    post: {
      ms: 0.8,
      candidates: 4,
      below: {
        total: 2,
        best: [{ proposal: 2, label: 1, score: 0.02, box: [240, 30, 300, 200] }],
      },
      suppressed: [
        { proposal: 1, label: 1, score: 0.1, box: [99, 60, 220, 179], by: 0, iou: 0.93 },
      ],
      suppressed_total: 1,
      beyond: 0,
      final: [
        {
          rank: 0,
          proposal: 0,
          label: 1,
          category: 11,
          score: 0.95,
          probability: 0.93,
          threshold: 0.5,
          shown: true,
          box: [100, 60, 220, 180],
          before_vote: [100, 60, 221, 180],
          spread: [0.5, 0.5, 0.5, 0.5],
        },
        {
          rank: 1,
          proposal: 1,
          label: 2,
          category: 12,
          score: 0.6,
          probability: 0.4,
          threshold: 0.5,
          shown: false,
          box: [21, 20, 80, 70],
          before_vote: [21, 20, 80, 70],
          spread: [1, 1, 1, 1],
        },
      ],
    },
  },
};
