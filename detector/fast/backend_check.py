"""python -m detector.fast.backend_check: the fastest back end that is right, for one checkpoint on this machine.

In a process of its own, because it takes all it can get for a minute or more. Says what it found as a JSON line.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from detector import checkpoint, distributed
from detector.dataset import read_annotations
from detector.errors import DetectorError
from detector.fast.choose import choose_backend
from detector.images import ImageRefused
from detector.pixels import Pixels, read_pixels
from detector.report import Report
from detector.structures import Detector, Example

PICTURES = 16


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    report = Report(as_json=True)
    try:
        distributed.share_cores(1)
        detector = checkpoint.load(options.weights, distributed.choose_device(options.device))
        examples, pictures = _readable(detector, read_annotations(options.annotations, options.images).examples)
        choice = choose_backend(detector, pictures, examples, folder=options.cache)
    except DetectorError as error:
        report.event("error", code=error.code, message=error.message, hint=error.hint)
        return 1
    report.event("finished", device=detector.device.type, **choice.to_json())
    return 0


def _readable(detector: Detector, examples: Sequence[Example]) -> tuple[list[Example], list[Pixels]]:
    """The first few, without those that cannot be read."""
    sides = detector.metadata
    found: list[tuple[Example, Pixels]] = []
    for example in examples:
        try:
            found.append((example, read_pixels(example.path, min_size=sides.min_size, max_size=sides.max_size)))
        except ImageRefused:
            continue
        if len(found) == PICTURES:
            break
    return [example for example, _ in found], [picture for _, picture in found]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m detector.fast.backend_check", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, metavar="FILE")
    parser.add_argument("--annotations", type=Path, required=True, metavar="COCO.json", help="with boxes where known")
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="file names are relative to it")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep graphs here")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda")
    return parser


if __name__ == "__main__":
    sys.exit(main())
