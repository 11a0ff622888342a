/** The nouns, as the server's schema describes them: pixels of the upright image, times in ISO 8601. */

import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type User = Schemas["Person"];
export type Role = Schemas["Role"];
export type Project = Schemas["Project"];
export type ProjectSettings = Required<Schemas["PatchedProjectChangeRequest"]>;
export type Category = Schemas["Category"];
export type Counts = Schemas["Counts"];
export type DetectorKind = Schemas["DetectorKind"];
export type TrainingMode = Schemas["AutoTrain"];
export type Member = Schemas["Member"];
export type ImageRow = Schemas["Image"];
export type ImageOrder = Schemas["ImageOrder"];
export type ImageQuery = Schemas["ImageQueryRequest"];
export type SavedView = Schemas["SavedView"];
export type BulkAction = Schemas["BulkAction"];
export type BulkPreview = Schemas["BulkPreview"];
export type BulkRequest = Schemas["BulkRequestRequest"];
export type ImageState = Schemas["ImageState"];
export type Split = Schemas["Split"];
export type Job = Schemas["Job"];
export type JobKind = Schemas["JobKind"];
export type JobState = Schemas["JobState"];
export type Model = Schemas["ModelVersion"];
export type Assessment = Schemas["Assessment"];
export type ModelCard = Schemas["ModelCard"];
export type CardFigures = Schemas["Figures"];
export type Evaluation = Schemas["Evaluation"];
export type Figure = Schemas["Figure"];
export type Measures = Schemas["Measures"];
export type Difference = Schemas["Difference"];
export type MeasuredImage = Schemas["MeasuredImage"];
export type ModelComparison = Schemas["ModelComparison"];
export type QueueBatch = Schemas["QueueBatch"];
export type QueueEntry = Schemas["QueueEntry"];
export type Acquisition = Schemas["Acquisition"];
export type Metrics = Schemas["Metrics"];
export type Training = Schemas["Training"];
export type TrainingSummary = Schemas["TrainingSummary"];
export type TrainingEpoch = Schemas["Epoch"];
export type Film = Schemas["Film"];
export type Statistics = Schemas["Statistics"];
export type Ledger = Schemas["Ledger"];
export type LedgerFigures = Schemas["LedgerFigures"];
export type LedgerCategory = Schemas["LedgerCategory"];
export type SuggestionRule = LedgerCategory["rule"];
export type Distributions = Schemas["Distributions"];
export type ExportFile = Schemas["Export"];
export type CropOverview = Schemas["CropOverview"];
export type CropPage = Schemas["CropPage"];
export type CropImage = Schemas["CropImage"];
export type CropOutcome = Schemas["Outcome"];
export type Suspect = Schemas["Suspect"];
export type AskedSuspect = Schemas["Asked"];
export type Estimate = Schemas["Estimate"];
export type Suspects = Schemas["Suspects"];
export type SuspectKind = Schemas["SuspectKind"];
export type SuspectAnswer = Schemas["SuspectAnswer"];
export type HitRate = Schemas["HitRate"];
export type ApiToken = Schemas["Token"];

/** One entry of a model's history. The schema leaves it open, since detectors report different losses. */
export type Epoch = { epoch: number; loss: number; metrics?: Metrics | null };

export type UploadRow = {
  file_name: string;
  status: "added" | "duplicate" | "refused";
  image: ImageRow | null;
  error: { code: string; detail: string; hint: string } | null;
};

/** The result of an import job. */
export type ImportReport = {
  images_matched: number;
  images_missing: number;
  /** The first names. */
  missing: string[];
  images_changed: number;
  boxes: number;
  already_there: number;
  /** Images. */
  predictions: number;
  predicted_boxes: number;
  clamped: number;
  dropped: number;
  categories_added: string[];
  notes: string[];
  dry_run: boolean;
};

/** What an export job and its file say about their content. */
export type ExportReport = {
  export: number;
  images: number;
  boxes: number;
  left_out: Partial<Record<ImageState, number>>;
  notes: string[];
};
