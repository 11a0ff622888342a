"""The bodies of jobs, a module for each kind: the only importers of the detector."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from annotator.models import Job

Handler = Callable[[Job], dict[str, Any]]

MODULES = {
    Job.Kind.PREDICT: "predict",
    Job.Kind.TRAIN: "train",
    Job.Kind.IMPORT: "import_",
    Job.Kind.EXPORT: "export",
    Job.Kind.PREPARE: "prepare",
    Job.Kind.ADAPT: "adapt",
    Job.Kind.RANK: "rank",
    Job.Kind.BULK: "bulk",
    Job.Kind.SUSPECTS: "suspects",
    Job.Kind.ASSESS: "assess",
    Job.Kind.TRACE: "trace",
    Job.Kind.DELETE: "delete",
}


def handler_for(kind: str) -> Handler:
    """`run` of the kind's module. Imported late: torch is loaded when the first job needs it, not before."""
    handler: Handler = import_module(f"annotator.handlers.{MODULES[Job.Kind(kind)]}").run
    return handler
