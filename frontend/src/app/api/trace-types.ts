/**
 * What the server tells of one forward pass. Boxes are [x1, y1, x2, y2] in pixels of the upright image,
 * whatever the size that the network saw; maps are base64 of one byte a cell, row by row.
 */

export type Corners = readonly [number, number, number, number];
/** Height, width. */
export type HeightWidth = readonly [number, number];

export const STAGES = ["input", "features", "proposals", "pooling", "heads", "post"] as const;
export type StageName = (typeof STAGES)[number];

type Timed = { readonly ms: number };

export type InputStage = Timed & {
  readonly shape: readonly number[];
  /** Without the padding. */
  readonly size: HeightWidth;
  /** Network pixels per pixel of the original: x, y. */
  readonly scale: readonly [number, number];
  readonly padding: { readonly right: number; readonly bottom: number };
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly range: readonly [number, number];
  /** The network's input as seen, as a data: address. */
  readonly picture: string;
};

export type Channel = {
  readonly index: number;
  readonly values: string;
  readonly range: readonly [number, number];
};

export type Level = {
  readonly name: string;
  readonly stride: number;
  readonly shape: readonly number[];
  readonly size: HeightWidth;
  /** The size of `heat` and of the channels' values. */
  readonly drawn: HeightWidth;
  readonly heat: string;
  readonly range: readonly [number, number];
  readonly channels: readonly Channel[];
};

export type AnchorLevel = {
  /** Its place among the levels of the features, as everywhere. */
  readonly level: number;
  readonly count: number;
  readonly sizes: readonly number[];
  readonly ratios: readonly number[];
};

export type ObjectnessMap = {
  readonly level: number;
  readonly drawn: HeightWidth;
  readonly values: string;
};

export type ProposalsStage = Timed & {
  readonly anchors: readonly AnchorLevel[];
  readonly objectness: readonly ObjectnessMap[];
  readonly before: number;
  readonly shape: readonly number[];
  readonly boxes: readonly Corners[];
  readonly scores: readonly number[];
  readonly levels: readonly number[];
  readonly suppressed: {
    readonly boxes: readonly Corners[];
    readonly scores: readonly number[];
    readonly by: readonly number[];
  };
  readonly suppressed_total: number;
};

export type PoolingStage = Timed & {
  readonly shape: readonly number[];
  readonly levels: readonly number[];
  readonly patches: string;
};

export type HeadsStage = Timed & {
  readonly shape: readonly number[];
  readonly background: readonly number[];
  readonly top: readonly (readonly (readonly [label: number, p: number])[])[];
  readonly refined: readonly Corners[];
};

export type Candidate = {
  readonly proposal: number;
  readonly label: number;
  readonly score: number;
  readonly box: Corners;
};

export type Suppressed = Candidate & { readonly by: number; readonly iou: number };

export type Detection = {
  readonly rank: number;
  readonly proposal: number;
  readonly label: number;
  /** Null where the project has no category for the label. */
  readonly category: number | null;
  readonly score: number;
  /** Null where the model is not calibrated. */
  readonly probability: number | null;
  /** Above 1 nothing is shown. */
  readonly threshold: number | null;
  readonly shown: boolean;
  readonly box: Corners;
  readonly before_vote: Corners;
  readonly spread: readonly number[];
};

export type PostStage = Timed & {
  readonly candidates: number;
  readonly below: { readonly total: number; readonly best: readonly Candidate[] };
  readonly suppressed: readonly Suppressed[];
  readonly suppressed_total: number;
  readonly beyond: number;
  readonly final: readonly Detection[];
};

export type TraceCategory = {
  /** Null for a label that the project has no category for. */
  readonly id: number | null;
  readonly name: string;
  readonly color: string | null;
};

export type Trace = {
  readonly model: {
    readonly id: number;
    readonly number: number;
    readonly kind: string;
    readonly name: string;
    readonly device: string;
    readonly backend: string;
  };
  readonly image: {
    readonly id: number;
    readonly width: number;
    readonly height: number;
    readonly file_name: string;
  };
  /** In the order of the labels, which begin at 1. */
  readonly categories: readonly TraceCategory[];
  readonly settings: {
    readonly rpn_nms: number;
    readonly pre_nms: number;
    readonly post_nms: number;
    readonly score: number;
    readonly nms: number;
    readonly max_detections: number;
    readonly tighten: boolean;
  };
  readonly stages: {
    readonly input: InputStage;
    readonly features: Timed & { readonly levels: readonly Level[] };
    readonly proposals: ProposalsStage;
    readonly pooling: PoolingStage;
    readonly heads: HeadsStage;
    readonly post: PostStage;
  };
};

export type Verdict =
  | "found"
  | "no_proposal"
  | "background"
  | "below_threshold"
  | "other_category"
  | "misplaced"
  | "suppressed"
  | "beyond_limit"
  | "hidden";

export type WhyMissed = {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly stage: StageName | null;
  readonly proposals: readonly {
    readonly proposal: number;
    readonly iou: number;
    readonly objectness: number;
  }[];
  /** Null is background. */
  readonly distribution: readonly {
    readonly category: number | null;
    readonly name: string;
    readonly p: number;
  }[];
  readonly score: number | null;
  readonly threshold: number | null;
  readonly by: {
    readonly rank: number;
    readonly box: Corners;
    readonly score: number;
    readonly iou: number;
  } | null;
  readonly detection: number | null;
  readonly iou: number;
};

export type WhyFound = {
  readonly detection: number;
  readonly sentence: string;
  readonly steps: readonly { readonly stage: StageName; readonly sentence: string }[];
};
