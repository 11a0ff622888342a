"""How fast pictures are looked at, as ratios to torchvision on the same machine, weights and pictures.

    python benchmarks/predict.py --weights FILE      everything, a few minutes on two cores; FILE: a small detector
    python benchmarks/predict.py --what small exact  only some rows
    python benchmarks/predict.py --quick             a smoke run that proves nothing

Without --weights a small detector is trained for two minutes first. Each ratio is the median of rounds in which both
ways take turns. AP50 is that of the published test split of BCCD; ours is what the self-check chooses on val.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import numpy as np
import torch

from benchmarks.detector.plain import (
    as_tensor,
    enlarged,
    held_out,
    plain_model,
    untrained,
    usual_loop,
)
from benchmarks.detector.streams import Ratio, Stream, in_turn
from benchmarks.stand.bccd import BCCD, say_missing
from benchmarks.stand.figures import Figure, Goal, print_table
from detector import checkpoint
from detector.dataset import read_annotations
from detector.evaluate import compare
from detector.fast.backends import CUDA_BATCH
from detector.fast.choice import Choice, backend_named, predictor_for
from detector.fast.choose import choose_backend
from detector.fast.predictor import Predictor
from detector.pixels import read_pixels
from detector.structures import Category, Detector

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "predict.json"
RESNET = "fasterrcnn_resnet50_fpn"
PARTS = ("small", "exact", "resnet", "camera", "cuda")


def main() -> int:
    options = _arguments()
    if not (options.data / "coco" / "test.json").exists():
        return say_missing(options.data)
    with tempfile.TemporaryDirectory(prefix="boxloop-predict-") as folder:
        figures = Measurement(options, Path(folder)).run()
    print_table([("what", "goal", "measured", "note"), *((f.goal.what, str(f.goal), str(f), f.note) for f in figures)])
    if options.save:
        options.save.parent.mkdir(exist_ok=True)
        options.save.write_text(json.dumps([figure.to_json() for figure in figures], indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="of a small detector of BCCD")
    parser.add_argument("--what", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="graphs and the choice, for the next run")
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    default = RESULTS.relative_to(ROOT)
    parser.add_argument("--save", nargs="?", type=Path, const=RESULTS, metavar="FILE", help=f"keep figures ({default})")
    return parser.parse_args()


class Measurement:
    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.rounds = 1 if options.quick else 5
        self.paths = held_out(options.data)[: 8 if options.quick else None]
        self.graphs = options.keep or folder / "graphs"

    def run(self) -> list[Figure]:
        figures: list[Figure] = []
        what = set(self.options.what)
        if what & {"small", "exact"}:
            weights = self.options.weights or self._trained()
            figures += self._small(weights, what)
        if what & {"resnet", "camera"}:
            figures += self._resnet(what)
        if "cuda" in what and torch.cuda.is_available():
            figures += self._cuda()
        return figures

    def _trained(self) -> Path:
        out = self.folder / "trained"
        minutes = "0.2" if self.options.quick else "2"
        coco = self.options.data / "coco"
        command = [sys.executable, "-m", "detector", "train", "--kind", "small", "--start", "none"]
        command += ["--train", str(coco / "train.json"), "--images", str(self.options.data / "images")]
        subprocess.run([*command, "--out", str(out), "--minutes", minutes], check=True, cwd=ROOT)
        return next(out.glob("*.safetensors"))

    def _small(self, weights: Path, what: set[str]) -> list[Figure]:
        detector = checkpoint.load(weights)
        sides = detector.metadata
        pictures = [read_pixels(path, min_size=sides.min_size, max_size=sides.max_size) for path in self.paths]
        plain = plain_model(detector)
        figures = []
        if "small" in what:
            choice = self._kept_choice(weights, detector)
            ratio = self._ratio(weights, pictures, plain, choice, pictures=48, baseline=12)
            figures.append(_figure("predict BCCD, small net", ratio, at_least=5, note=_named(choice)))
            figures += [_memory("memory of a worker, small net", ratio), self._loss(detector, weights, choice)]
        if "exact" in what:
            choice = Choice(backend="openvino-f32")
            ratio = self._ratio(weights, pictures, plain, choice, pictures=24, baseline=12)
            figures.append(_figure("predict BCCD, small net, exact", ratio, at_least=2, note=_named(choice)))
        return figures

    def _resnet(self, what: set[str]) -> list[Figure]:
        detector = untrained(RESNET, self._categories(), self.paths[:4])
        weights = checkpoint.save(detector.model, detector.metadata, self.folder)
        detector = checkpoint.load(weights)  # As the workers do, whose graphs go by what they loaded.
        pictures = [read_pixels(path, min_size=800, max_size=1333) for path in self.paths[:4]]
        figures = []
        if "resnet" in what:
            choice = Choice(backend="openvino-f32")
            ratio = self._ratio(weights, pictures, plain_model(detector), choice, pictures=6, baseline=2)
            figures.append(_figure("predict ResNet-50-FPN 800, exact", ratio, at_least=1.7, note=_named(choice)))
        if "camera" in what:
            choice = Choice(backend="openvino-int8")
            batches = tuple(Predictor.live(detector).batch([picture]).pictures for picture in pictures)
            backend_named(choice.backend, detector, folder=self.graphs, calibration=batches)
            camera = [enlarged(path) for path in self.paths[:4]]
            name = predictor_for(weights, choice=choice, folder=self.graphs).backend.name
            if name != choice.backend:
                raise RuntimeError(f"The workers would use {name}, not {choice.backend}.")
            plain = plain_model(detector, resizes=True)
            ours = Stream(weights, camera, choice=choice, folder=self.graphs)
            with torch.inference_mode():
                ratio = in_turn(
                    ours,
                    lambda content: usual_loop(plain, content),
                    camera,
                    pictures=8,
                    baseline=2,
                    rounds=min(self.rounds, 3),
                )
            note = f"{_named(choice)}; random weights"
            figures += [_figure("12-megapixel JPEGs, ResNet-50-FPN 800, end to end", ratio, at_least=5, note=note)]
            figures += [_memory("memory of a worker, ResNet-50-FPN 800", ratio)]
        return figures

    def _ratio(self, weights: Path, sources: list[Any], plain: Any, choice: Choice, **counts: int) -> Ratio:
        rounds = self.rounds if len(sources) > 4 else min(self.rounds, 3)
        ours = Stream(weights, sources, choice=choice, folder=self.graphs, tighten=False)
        with torch.inference_mode():
            return in_turn(ours, lambda picture: plain([as_tensor(picture)]), sources, rounds=rounds, **counts)

    def _kept_choice(self, weights: Path, detector: Detector) -> Choice:
        kept = self.graphs / f"{weights.stem}.json"
        if not kept.exists():
            self.graphs.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(self._choice(detector).to_json()))
        return Choice.from_json(json.loads(kept.read_text()))

    def _choice(self, detector: Detector) -> Choice:
        examples = read_annotations(self.options.data / "coco" / "val.json", self.options.data / "images").examples
        examples = examples[: 8 if self.options.quick else 32]
        sides = detector.metadata
        pictures = [read_pixels(one.path, min_size=sides.min_size, max_size=sides.max_size) for one in examples]
        return choose_backend(detector, pictures, examples, folder=self.graphs)

    def _loss(self, detector: Detector, weights: Path, choice: Choice) -> Figure:
        plain = self._ap50(Predictor.live(detector))
        ours = self._ap50(predictor_for(weights, choice=choice, folder=self.graphs))
        goal = Goal(what="AP50 lost by it, on the test split", unit="", limit=0.005)
        return Figure(goal=goal, value=plain - ours, others=0.0, note=f"{plain:.4f} -> {ours:.4f}")

    def _ap50(self, predictor: Predictor) -> float:
        examples = read_annotations(self.options.data / "coco" / "test.json", self.options.data / "images").examples
        examples = examples[: len(self.paths)]
        ids = np.array([category.id for category in predictor.metadata.categories])
        sides = predictor.metadata
        pictures = [read_pixels(one.path, min_size=sides.min_size, max_size=sides.max_size) for one in examples]
        found = [predictor.detect([picture], tighten=False)[0] for picture in pictures]
        metrics = compare(examples, [(ids[seen.labels - 1], seen) for seen in found])
        return metrics.ap50 if metrics else 0.0

    def _categories(self) -> tuple[Category, ...]:
        coco = self.options.data / "coco" / "test.json"
        return read_annotations(coco, self.options.data / "images").categories

    def _cuda(self) -> list[Figure]:
        """Pictures at network size: batches with the compiled graphs against one at a time as torchvision does it."""
        detector = untrained(RESNET, self._categories(), self.paths[:4])
        detector.model.cuda()
        pictures = [read_pixels(path, min_size=800, max_size=1333) for path in self.paths[:CUDA_BATCH]]
        plain, predictor = plain_model(detector), Predictor(detector, backend_named("cuda-bf16", detector))
        ratios, dense = [], []
        with torch.inference_mode():
            for _ in range(self.rounds + 2):  # The first rounds compile.
                fast = _cuda_seconds(lambda: predictor.detect(pictures, tighten=False)) / len(pictures)
                slow = _cuda_seconds(lambda: [plain([as_tensor(one).cuda()]) for one in pictures]) / len(pictures)
                batch = predictor.batch(pictures).pictures
                graphs = _cuda_seconds(partial(_dense, predictor, batch)) / len(pictures)
                ratios.append(slow / fast)
                dense.append(graphs / fast)
        goal = Goal(what="GPU: ResNet-50-FPN 800, cached pictures", unit="x", limit=8, more_is_better=True)
        share = Goal(what="GPU: share of the time in the dense graphs", unit="")
        name = torch.cuda.get_device_name()
        return [
            Figure(goal=goal, value=statistics.median(ratios[2:]), others=0.0, note=name),
            Figure(goal=share, value=statistics.median(dense[2:]), others=0.0, note=name),
        ]


def _dense(predictor: Predictor, batch: torch.Tensor) -> None:
    predictor.backend.dense(batch)


def _cuda_seconds(run: Callable[[], object]) -> float:
    torch.cuda.synchronize()
    started = time.perf_counter()
    run()
    torch.cuda.synchronize()
    return time.perf_counter() - started


def _figure(what: str, ratio: Ratio, *, at_least: float, note: str) -> Figure:
    goal = Goal(what=what, unit="x", limit=at_least, more_is_better=True)
    times = f"{ratio.theirs_ms:.0f} -> {ratio.ours_ms:.0f} ms a picture; rounds {list(ratio.rounds)}"
    return Figure(goal=goal, value=ratio.median, others=ratio.others, note=f"{note}; {times}")


def _memory(what: str, ratio: Ratio) -> Figure:
    return Figure(goal=Goal(what=what, unit="MB", limit=1000), value=ratio.worker_mb, others=ratio.others, note="peak")


def _named(choice: Choice) -> str:
    return f"{choice.backend}, objectness from {choice.cut}" if choice.cut else choice.backend


if __name__ == "__main__":
    sys.exit(main())
