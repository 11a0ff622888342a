"""How long learning takes, as ratios to torchvision's reference loop on the same machine, pictures and weights.

    python benchmarks/train.py                       everything, about ten minutes on two cores
    python benchmarks/train.py --what picture        milliseconds a picture: quick mode against the reference loop
    python benchmarks/train.py --what retrain        50 corrected pictures, to equal AP50
    python benchmarks/train.py --what scratch        from random weights: minutes of the processor to AP50 .5 and .85
    python benchmarks/train.py --quick               a smoke run that proves nothing

FOLDER of --data has images/*.jpg and coco/train.json, coco/val.json, coco/test.json. A detector for the retraining is
first trained on pictures that are not among the 50, or taken from --start. AP50 is that of the published test split.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import torch

from benchmarks.detector import training as t
from benchmarks.stand.bccd import BCCD, say_missing
from detector import checkpoint
from detector.dataset import TrainingSet
from detector.distributed import share_cores
from detector.structures import Detector, Example, TrainConfig
from detector.training.precision import has_bfloat16
from detector.training.recipes import Origin, recipe

MOBILENET = "fasterrcnn_mobilenet_v3_large_320_fpn"
PARTS = ("picture", "retrain", "scratch")
RETRAIN_IMAGES = 50
WITHIN = 0.02  # Of AP50: as good as equal.


def main() -> int:
    options = _arguments()
    if not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    share_cores(1)
    data = t.read(options.data)
    if options.quick:
        data = replace(data, learn=data.learn[:12], test=data.test[:4])
    measure = {"picture": _picture, "retrain": _retrain, "scratch": _scratch}
    figures = {part: measure[part](data, options) for part in options.what}
    if options.save:
        setting = {"kind": options.kind, "cores": torch.get_num_threads(), "torch": torch.__version__}
        checkpoint.write_whole(options.save, json.dumps({**setting, **figures}, indent=1).encode())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--what", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--kind", default=MOBILENET, help=f"for picture and retrain (default: {MOBILENET})")
    parser.add_argument("--start", type=Path, metavar="FILE", help="a detector that has learnt from other pictures")
    parser.add_argument("--start-out", type=Path, metavar="DIR", help="keep the one that is trained here")
    parser.add_argument("--start-steps", type=int, default=700, help="that it learns for (default: 700)")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved timings of a step (default: 5)")
    parser.add_argument("--epochs", type=int, default=3, help="of the reference loop through the 50 (default: 3)")
    parser.add_argument("--steps", type=int, default=280, help="from random weights (default: 280)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the raw figures as JSON")
    return parser.parse_args()


def _picture(data: t.Data, options: argparse.Namespace) -> dict[str, Any]:
    """A step of each in turn; the maps are made before, and what that costs is said beside."""
    examples = data.learn[:16]
    pixels = t.pictures_for(options.kind, examples)
    start = t.new_detector(options.kind, data, examples, pixels)
    rounds = 2 if options.quick else options.rounds
    reference = t.Reference(start, examples, steps=1000)
    config = replace(t.quick_recipe(options.kind, images=50), epochs=1, steps_per_epoch=2)
    taught = t.lessons(start, examples, pixels, config)
    times: dict[str, list[float]] = {"reference": [], "quick": [], "thorough": []}
    thorough = replace(_from_nothing(options.kind, examples), epochs=1, steps_per_epoch=1)
    shown = t.lessons(start, examples, pixels, thorough)
    for number in range(rounds + 1):
        seconds = {
            "reference": _seconds(reference.step) / t.REFERENCE_BATCH,
            "thorough": _seconds(lambda: _learn(start, shown, thorough)) / thorough.batch_size,
            "quick": _seconds(lambda: _learn(start, taught, config)) / (2 * config.batch_size),
        }
        if number > 0:  # The first round sets things up and makes the maps.
            for name, value in seconds.items():
                times[name].append(value)
    ratios = {
        name: statistics.median(base / own for base, own in zip(times["reference"], values, strict=True))
        for name, values in times.items()
    }
    print(f"A picture of {options.kind}, milliseconds of wall time and ratio to the reference loop:")
    for name, values in times.items():
        print(f"  {name:10} {1e3 * statistics.median(values):7.0f}  {ratios[name]:5.1f} x")
    return {"seconds": times, "ratios": ratios}


def _retrain(data: t.Data, options: argparse.Namespace) -> dict[str, Any]:
    images = 6 if options.quick else RETRAIN_IMAGES
    corrected, others = data.learn[-images:], data.learn[:-images]
    start = t.with_fresh_head(_start(data, others, options), seed=options.seed)
    pixels, test = t.pictures_for(options.kind, corrected), t.pictures_for(options.kind, data.test)

    def measure(detector: Detector) -> float:
        return t.ap50(detector, data.test, test)

    config = t.quick_recipe(options.kind, images=images, seed=options.seed)
    if options.quick:
        config = replace(config, epochs=2, steps_per_epoch=1)
    quick_start = t.with_fresh_head(start, seed=options.seed)
    taught = t.lessons(quick_start, corrected, pixels, config)
    quick = t.learn(quick_start, taught, config, measure=measure, seed=options.seed)
    steps = 2 if options.quick else options.epochs * images // t.REFERENCE_BATCH
    reference = t.Reference(start, corrected, steps=steps, seed=options.seed)
    slow = t.learn_by_reference(reference, measure_every=15, measure=measure)
    for name, points in (("reference", slow), ("quick", quick)):
        print(f"Retrain on {images} pictures, {name}: " + _curve(points))
    figures = {"reference": [asdict(point) for point in slow], "quick": [asdict(point) for point in quick]}
    return {**figures, "ratio": _ratio(slow, quick)}


def _ratio(slow: list[t.Point], quick: list[t.Point]) -> dict[str, float] | None:
    """How much sooner quick mode is as good as the better of the two, but for WITHIN, by processor and wall time."""
    target = max(slow[-1].ap50, quick[-1].ap50) - WITHIN
    base, ours = (t.first_to_reach(points, target) for points in (slow, quick))
    if base is None or ours is None:
        print(f"AP50 {target:.3f} was not reached by {'the reference' if base is None else 'quick mode'}.")
        return None
    processor, wall = base.processor_seconds / ours.processor_seconds, base.wall_seconds / ours.wall_seconds
    print(f"To AP50 {target:.3f}: {processor:.1f} x by processor time, {wall:.1f} x by wall time.")
    return {"target": target, "processor": processor, "wall": wall}


def _start(data: t.Data, others: tuple[Example, ...], options: argparse.Namespace) -> Detector:
    if options.start:
        return checkpoint.load(options.start)
    pixels = t.pictures_for(options.kind, others)
    torch.manual_seed(options.seed)
    detector = t.new_detector(options.kind, data, others, pixels)
    config = _from_nothing(options.kind, others)
    steps = 2 if options.quick else options.start_steps
    config = replace(config, epochs=1, steps_per_epoch=steps)
    started = time.process_time()
    _learn(detector, t.lessons(detector, others, pixels, config), config)
    print(f"The start learnt from {len(others)} other pictures in {time.process_time() - started:.0f} s.")
    if options.start_out:
        print(f"It is {checkpoint.save(detector.model, detector.metadata, options.start_out)}.")
    return detector


def _scratch(data: t.Data, options: argparse.Namespace) -> dict[str, Any]:
    kind = "small"
    pixels, test = t.pictures_for(kind, data.learn), t.pictures_for(kind, data.test)
    torch.manual_seed(options.seed)
    detector = t.new_detector(kind, data, data.learn, pixels)
    config = _from_nothing(kind, data.learn)
    steps = 2 if options.quick else options.steps
    config = replace(config, epochs=max(1, steps // 20), steps_per_epoch=min(steps, 20), seed=options.seed)
    taught = t.lessons(detector, data.learn, pixels, config)
    points = t.learn(detector, taught, config, measure=lambda own: t.ap50(own, data.test, test), seed=options.seed)
    print("From random weights, " + _curve(points))
    reached = {str(value): t.first_to_reach(points, value) for value in (0.5, 0.85)}
    for value, point in reached.items():
        print(
            f"  AP50 {value}: " + (f"{point.processor_seconds / 60:.2f} processor minutes" if point else "not reached")
        )
    return {"curve": [asdict(point) for point in points]}


def _from_nothing(kind: str, examples: tuple[Example, ...]) -> TrainConfig:
    return recipe(kind, Origin.NONE, images=len(examples), frozen_norm=False, bfloat16=has_bfloat16(t.CPU))


def _learn(detector: Detector, lessons: TrainingSet, config: TrainConfig) -> None:
    t.learn(detector, lessons, config)


def _seconds(run: Any) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _curve(points: list[t.Point]) -> str:
    return "  ".join(f"{point.ap50:.3f} at {point.processor_seconds:.0f} s" for point in points)


if __name__ == "__main__":
    sys.exit(main())
