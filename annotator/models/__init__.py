"""The nouns of Boxloop, one file each."""

from annotator.models.annotation import Box, Revision
from annotator.models.comment import Comment
from annotator.models.crop_page import CropPage, CropReview, RejectedSuggestion
from annotator.models.gallery import BulkAction, SavedView
from annotator.models.image import Image
from annotator.models.job import Job, JobEvent
from annotator.models.model_version import DatasetVersion, Evaluation, Export, ModelVersion, Promotion
from annotator.models.prediction import Prediction
from annotator.models.presence import Presence
from annotator.models.project import Category, Membership, Project, Role
from annotator.models.queue import Descriptor, QueueBatch, QueueEntry
from annotator.models.suggestion_rule import SuggestionRule
from annotator.models.suspect import Suspect
from annotator.models.token import ApiToken
from annotator.models.training import TrainingEpoch, TrainingRun

__all__ = [
    "ApiToken",
    "Box",
    "BulkAction",
    "Category",
    "Comment",
    "CropPage",
    "CropReview",
    "DatasetVersion",
    "Descriptor",
    "Evaluation",
    "Export",
    "Image",
    "Job",
    "JobEvent",
    "Membership",
    "ModelVersion",
    "Prediction",
    "Presence",
    "Project",
    "Promotion",
    "QueueBatch",
    "QueueEntry",
    "RejectedSuggestion",
    "Revision",
    "Role",
    "SavedView",
    "SuggestionRule",
    "Suspect",
    "TrainingEpoch",
    "TrainingRun",
]
