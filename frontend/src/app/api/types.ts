/** The nouns as the server sends them: pixels of the upright image, times in ISO 8601. */

export type Role = "viewer" | "annotator" | "reviewer" | "manager";
export type ImageState = "todo" | "done" | "skipped" | "returned";
export type Split = "train" | "holdout";

export type User = { id: number; username: string; is_staff: boolean; has_password: boolean };

export type Category = {
  id: number;
  name: string;
  color: string;
  hotkey: string;
  archived: boolean;
  coco_id: number;
  box_count: number;
};

export type Counts = {
  images: number;
  todo: number;
  done: number;
  skipped: number;
  returned: number;
  boxes: number;
  holdout: number;
  holdout_done: number;
};

export type DetectorKind =
  | "auto"
  | "small"
  | "fasterrcnn_mobilenet_v3_large_320_fpn"
  | "fasterrcnn_mobilenet_v3_large_fpn"
  | "fasterrcnn_resnet50_fpn"
  | "fasterrcnn_resnet50_fpn_v2";

export type ProjectSettings = {
  name: string;
  detector_kind: DetectorKind;
  acquisition: "uncertain" | "random" | "file_order";
  auto_train: "never" | "after_corrections" | "scheduled";
  retrain_after: number;
  train_every_hours: number;
  train_minutes: number;
  tolerance: number;
  license_text: string;
};

export type Project = ProjectSettings & {
  id: number;
  role: Role;
  created_at: string;
  counts: Counts;
  active_model: { id: number; number: number; name: string } | null;
  categories: Category[];
};

export type Member = { id: number; user: { id: number; username: string }; role: Role };

export type ImageRow = {
  id: number;
  file_name: string;
  width: number;
  height: number;
  state: ImageState;
  split: Split;
  revision: number;
  box_count: number;
  priority: number;
  leased_to: string | null;
  thumbnail: string;
  preview: string;
  file: string;
  /** [category, x1, y1, x2, y2] of each confirmed box. */
  boxes: number[][];
  /** [category, x1, y1, x2, y2, score] of each suggestion. */
  predicted: number[][];
  created_at: string;
};

export type Page<T> = { next: string | null; previous: string | null; results: T[] };

export type UploadRow = {
  file_name: string;
  status: "added" | "duplicate" | "refused";
  image: ImageRow | null;
  error: { code: string; detail: string; hint: string } | null;
};

export type JobKind = "predict" | "train" | "import" | "export" | "prepare";
export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

export type Job = {
  id: number;
  project: number;
  kind: JobKind;
  state: JobState;
  progress: number;
  message: string;
  error_code: string;
  error: string;
  hint: string;
  eta_seconds: number | null;
  attempt: number;
  max_attempts: number;
  cancel_requested: boolean;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  params: Record<string, unknown>;
  result: Record<string, unknown> | null;
};

export type Precision = { ap: number | null; ap50: number | null };

export type Metrics = Precision & {
  ap75: number | null;
  per_category: Record<string, Precision>;
  images: number;
  boxes: number;
};

export type Epoch = {
  epoch: number;
  loss: number;
  metrics?: Metrics | null;
  [part: string]: unknown;
};

export type Model = {
  id: number;
  number: number;
  name: string;
  origin: "trained" | "coco" | "imported";
  kind: string;
  is_active: boolean;
  parent: number | null;
  dataset_version: { id: number; number: number; counts: Record<string, number> } | null;
  categories: number[];
  metrics: Metrics | null;
  history: Epoch[];
  promotion_note: string;
  created_at: string;
};

export type ExportFile = {
  id: number;
  format: string;
  byte_size: number;
  created_at: string;
  report: Record<string, unknown>;
  file: string;
  file_name: string;
};

export type ImportReport = {
  images_matched: number;
  images_missing: number;
  missing: string[];
  boxes: number;
  clamped: number;
  dropped: number;
  categories_added: string[];
  notes: string[];
};

export type TrainingMode = ProjectSettings["auto_train"];

export type Statistics = {
  progress: Counts;
  per_category: { category: number; boxes: number; images: number }[];
  finished_per_day: { day: string; images: number }[];
  effort: { active_seconds: number; images: number };
  acceptance: { accepted: number; adjusted: number; drawn: number; imported: number };
  models: {
    number: number;
    ap: number | null;
    ap50: number | null;
    created_at: string;
    images: number;
  }[];
  next_training: { corrections: number; needed: number; mode: TrainingMode };
};

export type ApiToken = { id: number; name: string; created_at: string; expires_at: string | null };
export type NewToken = { id: number; token: string; expires_at: string | null };
