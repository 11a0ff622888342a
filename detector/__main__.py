"""python -m detector train|adapt|predict|evaluate|crosscheck|trace: the library without the web, on COCO files."""

import argparse
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import torch

from detector import checkpoint, distributed
from detector.dataset import PixelStore, read_annotations
from detector.errors import NO_SPACE, DetectorError, DiskFull, OutOfMemory
from detector.evaluate import evaluate
from detector.images import ImageRefused
from detector.network.model import AUTO, KINDS, SMALL
from detector.predict import predict
from detector.report import Report
from detector.scores.assess import Yardstick
from detector.scores.costs import Costs
from detector.suspects.crosscheck import CrosscheckOptions, crosscheck
from detector.suspects.folds import FOLDS
from detector.trace import command as trace
from detector.training import pretrain
from detector.training.adapt import AdaptOptions, adapt
from detector.training.recipes import Mode
from detector.training.run import TrainOptions, train

TERMINATED = 128 + signal.SIGTERM
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"}


def main(arguments: Sequence[str] | None = None) -> int:
    started = time.monotonic()
    signal.signal(signal.SIGTERM, _terminate)
    options = _parser().parse_args(arguments)
    report = Report(as_json=options.json)
    run: Callable[[argparse.Namespace, Report, float], None] = options.run
    try:
        run(options, report, started)
    except Exception as error:
        known = _in_words(error)
        report.event("error", code=known.code, message=known.message, hint=known.hint)
        if type(known) is DetectorError:
            traceback.print_exc()
        return 1
    return 0


def _train(options: argparse.Namespace, report: Report, started: float) -> None:
    names = TrainOptions.__dataclass_fields__
    chosen = TrainOptions(
        **{name: value for name, value in vars(options).items() if name in names}, yardstick=_yardstick(options)
    )
    train(chosen, report, started=started)


def _adapt(options: argparse.Namespace, report: Report, started: float) -> None:
    names = AdaptOptions.__dataclass_fields__
    chosen = AdaptOptions(
        **{name: value for name, value in vars(options).items() if name in names}, yardstick=_yardstick(options)
    )
    adapt(chosen, report)


def _yardstick(options: argparse.Namespace) -> Yardstick:
    """Raises DetectorError."""
    if options.costs is None:
        return Yardstick(tolerance=options.tolerance)
    try:
        costs = Costs(**{name: float(value) for name, value in json.loads(options.costs.read_bytes()).items()})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        names = ", ".join(Costs.__dataclass_fields__)
        raise DetectorError(f"{options.costs} does not give the seconds of {names}: {error}") from error
    return Yardstick(costs=costs, tolerance=options.tolerance)


def _predict(options: argparse.Namespace, report: Report, started: float) -> None:
    detector = checkpoint.load(options.weights, _device(options.device))
    paths = sorted(path for path in options.images.rglob("*") if path.suffix.lower() in PICTURES)
    ids = _image_ids(options.annotations, options.images, paths)
    results: list[dict[str, Any]] = []
    for path, found in predict(detector, ((path, path) for path in paths if path in ids)):
        if isinstance(found, ImageRefused):
            report.event("notice", code=found.code, message=f"{path.name}: {found.message}", hint=found.hint)
            continue
        for box, label, score in zip(found.boxes.tolist(), found.labels.tolist(), found.scores.tolist(), strict=True):
            x1, y1, x2, y2 = box
            results.append(
                {
                    "image_id": ids[path],
                    "file_name": path.relative_to(options.images).as_posix(),
                    "category_id": detector.categories[label - 1].id,
                    "bbox": [round(value, 2) for value in (x1, y1, x2 - x1, y2 - y1)],
                    "score": round(score, 4),
                }
            )
    checkpoint.write_whole(options.out, json.dumps(results).encode())
    report.event("predicted", images=len(ids), boxes=len(results), file=str(options.out))


def _image_ids(annotations: Path | None, images: Path, paths: Sequence[Path]) -> dict[Path, int]:
    """As in the COCO file where one is given; otherwise images count from 1 in the order of their names."""
    if annotations is None:
        return {path: number for number, path in enumerate(paths, start=1)}
    return {example.path: example.image_id for example in read_annotations(annotations, images).examples}


def _evaluate(options: argparse.Namespace, report: Report, started: float) -> None:
    detector = checkpoint.load(options.weights, _device(options.device))
    examples = read_annotations(options.annotations, options.images).examples
    sides = detector.metadata
    pixels = PixelStore([example.path for example in examples], min_size=sides.min_size, max_size=sides.max_size)
    pixels.load()
    for place, refused in pixels.refused.items():
        name = pixels.paths[place].name
        report.event("notice", code=refused.code, message=f"{name}: {refused.message}", hint=refused.hint)
    metrics = evaluate(detector, examples, pixels)
    report.event("evaluated", metrics=metrics.to_json() if metrics else None)


def _crosscheck(options: argparse.Namespace, report: Report, started: float) -> None:
    names = CrosscheckOptions.__dataclass_fields__
    crosscheck(CrosscheckOptions(**{name: value for name, value in vars(options).items() if name in names}), report)


def _device(name: str) -> torch.device:
    distributed.share_cores(1)
    return distributed.choose_device(name)


def _in_words(error: Exception) -> DetectorError:
    if isinstance(error, DetectorError):
        return error
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "can't allocate memory" in str(error):
        return OutOfMemory("There was not enough memory.")
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return DiskFull(f"Something could not be written: {error.strerror}.")
    return DetectorError(f"{type(error).__name__}: {error}", hint="This should not happen; the log has more.")


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m detector", description=__doc__)
    commands = parser.add_subparsers(
        required=True, metavar="train|adapt|predict|evaluate|crosscheck|trace|pretrain-shapes"
    )

    learn = _command(commands, "train", _train, "learn from a COCO file")
    learn.add_argument("--train", type=Path, required=True, metavar="COCO.json")
    learn.add_argument("--images", type=Path, required=True, metavar="DIR", help="file names are relative to it")
    learn.add_argument("--holdout", type=Path, metavar="COCO.json", help="measure on these, and keep the best weights")
    learn.add_argument("--out", type=Path, required=True, metavar="DIR")
    learn.add_argument("--kind", choices=(AUTO, *KINDS), default=AUTO)
    learn.add_argument("--start", metavar="FILE|coco|shapes|none", help="starting weights")
    learn.add_argument("--mode", choices=(AUTO, Mode.QUICK, Mode.THOROUGH), default=AUTO, help="how much learns")
    learn.add_argument("--seen", type=Path, metavar="COCO.json", help="what the start has learnt from; the rest is new")
    learn.add_argument("--cache", type=Path, metavar="DIR", help="keep maps for later quick trainings")
    learn.add_argument("--epochs", type=_at_least_one, metavar="N", help="at most so many times through the images")
    learn.add_argument("--minutes", type=_above_zero, metavar="M", help="at most so long")
    learn.add_argument("--seed", type=int, default=0)
    _add_yardstick(learn)
    learn.add_argument("--tensorboard", type=Path, metavar="DIR", help="write event files for TensorBoard there")
    learn.add_argument("--incumbent", type=Path, metavar="FILE", help="a model to measure on the same hold-out")

    take_in = _command(commands, "adapt", _adapt, "take in corrections between two trainings, in seconds")
    take_in.add_argument("--start", type=Path, required=True, metavar="FILE", help="the model in use")
    take_in.add_argument("--train", type=Path, required=True, metavar="COCO.json")
    take_in.add_argument("--images", type=Path, required=True, metavar="DIR", help="file names are relative to it")
    take_in.add_argument("--seen", type=Path, metavar="COCO.json", help="what the model has learnt from")
    take_in.add_argument("--holdout", type=Path, metavar="COCO.json", help="measure on these, not by cross-validation")
    take_in.add_argument("--cache", type=Path, metavar="DIR", help="maps that trainings share")
    take_in.add_argument("--out", type=Path, required=True, metavar="DIR")
    take_in.add_argument("--seconds", type=_above_zero, default=10.0, metavar="S", help="of learning, at most")
    take_in.add_argument("--seed", type=int, default=0)
    _add_yardstick(take_in)

    look = _command(commands, "predict", _predict, "write COCO results for a folder of images")
    look.add_argument("--weights", type=Path, required=True, metavar="FILE")
    look.add_argument("--images", type=Path, required=True, metavar="DIR")
    look.add_argument("--annotations", type=Path, metavar="COCO.json", help="take the images and their ids from it")
    look.add_argument("--out", type=Path, required=True, metavar="results.json")

    measure = _command(commands, "evaluate", _evaluate, "average precision on a COCO file")
    measure.add_argument("--weights", type=Path, required=True, metavar="FILE")
    measure.add_argument("--annotations", type=Path, required=True, metavar="COCO.json")
    measure.add_argument("--images", type=Path, required=True, metavar="DIR")

    check = _command(commands, "crosscheck", _crosscheck, "look at images with detectors that learnt from the others")
    check.add_argument("--train", type=Path, required=True, metavar="COCO.json")
    check.add_argument("--images", type=Path, required=True, metavar="DIR", help="file names are relative to it")
    check.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    check.add_argument("--folds", type=_at_least_one, default=FOLDS, metavar="N", help=f"(default: {FOLDS})")
    check.add_argument("--kind", choices=(AUTO, *KINDS), default=SMALL)
    check.add_argument("--start", metavar="FILE|coco|shapes|none", help="weights that know none of the images")
    check.add_argument("--epochs", type=_at_least_one, metavar="N", help="at most so many times through the images")
    check.add_argument("--minutes", type=_above_zero, metavar="M", help="at most so long for each fold")
    check.add_argument("--seed", type=int, default=0)

    trace.add_command(commands)
    pretrain.add_command(commands)
    return parser


def _add_yardstick(command: argparse.ArgumentParser) -> None:
    command.add_argument("--costs", type=Path, metavar="FILE.json", help="a person's seconds for each step")
    command.add_argument("--tolerance", type=float, default=0.75, metavar="IOU", help="from which a box is good enough")


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace, Report, float], None], about: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    command.add_argument("--device", default="auto", metavar="auto|cpu|cuda")
    command.add_argument("--json", action="store_true", help="one JSON object a line instead of words")
    command.set_defaults(run=run)
    return command


def _at_least_one(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return int(text)


def _above_zero(text: str) -> float:
    if not float(text) > 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
