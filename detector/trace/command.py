"""python -m detector trace: the trace of one image file, as JSON."""

import argparse
import json
from pathlib import Path
from typing import Any

from detector import checkpoint, distributed
from detector.errors import DetectorError
from detector.fast.predictor import Predictor
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.report import Report
from detector.structures import Metadata
from detector.trace.trace import trace_of


def add_command(commands: Any) -> None:
    about = "write the six stages of the detector's look at one image, as JSON"
    command: argparse.ArgumentParser = commands.add_parser("trace", help=about, description=about)
    command.add_argument("--weights", type=Path, required=True, metavar="FILE")
    command.add_argument("--image", type=Path, required=True, metavar="FILE")
    command.add_argument("--out", type=Path, required=True, metavar="trace.json")
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda")
    command.add_argument("--json", action="store_true", help="one JSON object a line instead of words")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, report: Report, started: float) -> None:
    distributed.share_cores(1)
    detector = checkpoint.load(options.weights, distributed.choose_device(options.device))
    trace = trace_of(Predictor.exact(detector), _pixels(options.image, detector.metadata))
    document = {**trace.document, "image": {**trace.document["image"], "file_name": options.image.name}}
    checkpoint.write_whole(options.out, json.dumps(document).encode())
    milliseconds = {name: stage["ms"] for name, stage in document["stages"].items()}
    report.event("traced", boxes=len(trace.found), file=str(options.out), **milliseconds)


def _pixels(path: Path, sides: Metadata) -> Pixels:
    """Raises DetectorError."""
    try:
        return read_pixels(path, min_size=sides.min_size, max_size=sides.max_size)
    except ImageRefused as error:
        raise UnreadableImage(f"{path.name}: {error.message}", hint=error.hint) from error


class UnreadableImage(DetectorError):
    code = "image_unreadable"
