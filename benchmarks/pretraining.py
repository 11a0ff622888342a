"""Whether pretraining on generated shapes helps after a few labelled pictures.

For each seed some pictures are drawn from the training and validation pictures of BCCD. From them the small network
learns twice, with the same steps and the same numbers: from random weights and from weights that were pretrained on
shapes. AP50 on the untouched test split is what counts, and the difference of each pair.

    python benchmarks/pretraining.py --save benchmarks/results/pretraining.jsonl
    python -m detector pretrain-shapes --out FOLDER --minutes 30
    python benchmarks/pretraining.py --weights FOLDER/<hash>.safetensors

FOLDER of --data has images/*.jpg and coco/train.json, coco/val.json, coco/test.json. A run that is found in the saved
file is not made again.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

from benchmarks.stand.bccd import BCCD, say_missing
from detector import checkpoint  # The folder above is found only now.
from detector.dataset import PixelStore, TrainingSet, read_annotations
from detector.distributed import Group, share_cores
from detector.evaluate import evaluate
from detector.network.model import INPUTS, SMALL, build_from
from detector.network.weights import SHAPES
from detector.structures import Category, Detector, Example, Metadata, TrainConfig
from detector.training.pretrain import start_from
from detector.training.start import anchors_for
from detector.training.train import Clock, fine_tune

ARMS = ("random", "shapes")
RATE = 1e-3


@dataclass(frozen=True)
class Run:
    """One training. seconds are of processor time, for training alone."""

    arm: str
    seed: int
    images: int
    steps: int
    rate: float
    ap50: float
    ap: float
    per_category: dict[str, float]
    seconds: float


@dataclass(frozen=True, eq=False)
class Bench:
    categories: tuple[Category, ...]
    pool: tuple[Example, ...]
    test: tuple[Example, ...]
    test_pixels: PixelStore
    shapes: Detector


def main() -> int:
    options = _arguments()
    if not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    share_cores(1)
    bench = _bench(options.data, options.weights)
    runs = list(_saved(options.save))
    for seed, arm in [(seed, arm) for seed in options.seeds for arm in options.arms]:
        if not any(_is(run, arm, seed, options) for run in runs):
            runs.append(_train(bench, arm, seed=seed, images=options.images, steps=options.steps, rate=options.rate))
            _keep(options.save, runs[-1])
        print(_row(next(run for run in runs if _is(run, arm, seed, options))), flush=True)
    _compare([run for run in runs if _is(run, run.arm, run.seed, options)])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=SHAPES, metavar="FILE", help="default: those of the package")
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--images", type=int, default=20, help="labelled pictures (default: 20)")
    parser.add_argument("--steps", type=int, default=80, help="of four pictures (default: 80, about a CPU minute)")
    parser.add_argument("--rate", type=float, default=RATE, help=f"highest learning rate (default: {RATE})")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], metavar="N")
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=ARMS)
    parser.add_argument("--save", type=Path, metavar="FILE", help="a JSON line for each run")
    return parser.parse_args()


def _bench(data: Path, weights: Path) -> Bench:
    train, val, test = (
        read_annotations(data / "coco" / f"{split}.json", data / "images") for split in ("train", "val", "test")
    )
    pixels = _pixels(test.examples)
    return Bench(train.categories, train.examples + val.examples, test.examples, pixels, checkpoint.load(weights))


def _pixels(examples: Sequence[Example]) -> PixelStore:
    sides = INPUTS[SMALL]
    store = PixelStore([example.path for example in examples], min_size=sides.min_size, max_size=sides.max_size)
    store.load()
    return store


def _train(bench: Bench, arm: str, *, seed: int, images: int, steps: int, rate: float) -> Run:
    chosen = np.random.default_rng(seed).choice(len(bench.pool), images, replace=False)
    examples = [bench.pool[place] for place in chosen]
    pixels = _pixels(examples)
    torch.manual_seed(seed)
    detector = _start(bench, arm, examples, pixels)
    config = TrainConfig(learning_rate=rate, steps_per_epoch=steps, epochs=1, seed=seed)
    started = time.process_time()
    fine_tune(
        detector,
        TrainingSet(examples, pixels, bench.categories, config),
        config,
        group=Group(device=torch.device("cpu")),
        clock=Clock(steps=steps),
        on_step=lambda step: None,
        on_epoch=lambda epoch: None,
    )
    seconds = time.process_time() - started
    metrics = evaluate(detector, bench.test, bench.test_pixels)
    if metrics is None:
        raise ValueError("There is no box in the test split.")
    names = {category.id: category.name for category in bench.categories}
    per_category = {names[id_]: round(each.ap50, 4) for id_, each in metrics.per_category.items()}
    return Run(
        arm=arm,
        seed=seed,
        images=images,
        steps=steps,
        rate=rate,
        ap50=round(metrics.ap50, 4),
        ap=round(metrics.ap, 4),
        per_category=per_category,
        seconds=round(seconds, 1),
    )


def _start(bench: Bench, arm: str, examples: Sequence[Example], pixels: PixelStore) -> Detector:
    anchors = anchors_for(examples, pixels)
    if arm == "shapes":
        return start_from(bench.shapes, bench.categories, anchors)
    sides = INPUTS[SMALL]
    metadata = Metadata(
        kind=SMALL,
        categories=bench.categories,
        anchors=anchors,
        min_size=sides.min_size,
        max_size=sides.max_size,
    )
    return Detector(model=build_from(metadata), metadata=metadata)


def _is(run: Run, arm: str, seed: int, options: argparse.Namespace) -> bool:
    wanted = (arm, seed, options.images, options.steps, options.rate)
    return (run.arm, run.seed, run.images, run.steps, run.rate) == wanted


def _saved(file: Path | None) -> Iterator[Run]:
    if file and file.exists():
        yield from (Run(**json.loads(line)) for line in file.read_text().splitlines())


def _keep(file: Path | None, run: Run) -> None:
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as lines:
            lines.write(json.dumps(asdict(run)) + "\n")


def _row(run: Run) -> str:
    classes = "  ".join(f"{name} {value:.3f}" for name, value in run.per_category.items())
    return f"{run.arm:7} seed {run.seed}  AP50 {run.ap50:.3f}  AP {run.ap:.3f}  {classes}  {run.seconds:.0f} CPU s"


def _compare(runs: Sequence[Run]) -> None:
    """The mean difference of the pairs with its 95 % interval (Student's t)."""
    of_arm = {arm: {run.seed: run.ap50 for run in runs if run.arm == arm} for arm in ARMS}
    seeds = sorted(of_arm["random"].keys() & of_arm["shapes"].keys())
    if len(seeds) < 2:
        return
    differences = np.array([of_arm["shapes"][seed] - of_arm["random"][seed] for seed in seeds])
    half = stats.t.ppf(0.975, len(seeds) - 1) * differences.std(ddof=1) / len(seeds) ** 0.5
    means = ", ".join(f"{arm} {np.mean([of_arm[arm][seed] for seed in seeds]):.3f}" for arm in ARMS)
    middle = differences.mean()
    print(f"AP50 over {len(seeds)} seeds: {means}")
    print(f"shapes - random: {middle:+.3f} ({middle - half:+.3f} .. {middle + half:+.3f})")


if __name__ == "__main__":
    sys.exit(main())
