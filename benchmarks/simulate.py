"""What the loop saves a person, simulated: human seconds to a finished set, and to a good model, with intervals.

A person of known speed annotates a data set whose boxes are known: by hand, with one model trained once, and in the
loop, with the next images drawn at random, by the default order, or by the number of boxes. Real detectors are trained;
only the person is simulated. Ten seeds, five folds twice; a run that is stopped goes on where it was.

    python benchmarks/simulate.py --out FOLDER --seeds 10
    python benchmarks/simulate.py --coco FILE --images DIR --out FOLDER
    python benchmarks/simulate.py --smoke
    python benchmarks/simulate.py --out FOLDER --report

The figures are in FOLDER/results.jsonl, the table in FOLDER/report.md, the plot in FOLDER/learning.svg and .png.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

from benchmarks.learning import arms
from benchmarks.learning.command import Study, play_all, write_report
from benchmarks.learning.results import Results, SettingsDiffer
from benchmarks.learning.rounds import Plan
from benchmarks.learning.training import Training
from benchmarks.stand.bccd import BCCD
from detector.errors import DetectorError
from detector.training.start import NONE, SHAPES

BCCD_SPLITS = ("train", "val", "test")
SMOKE = {
    "limit": 40,
    "start": NONE,
    "size": 96,
    "effort": 0.05,
    "seeds": 1,
    "trainings": [8, 14],
    "first": 5,
    "one_off": 10,
}


def main() -> int:
    options = _arguments()
    if not all(file.exists() for file in options.coco):
        print(f"There is no {options.coco[0]}: nothing was measured. Name a data set with --coco and --images.")
        return 0 if options.coco[0].parent.parent == BCCD else 2
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="boxloop-simulate-") as folder:
            _run(options, options.out or Path(folder))
    except (SettingsDiffer, DetectorError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    print(f"In all: {(time.monotonic() - started) / 60:.1f} minutes.")
    return 0


def _run(options: argparse.Namespace, out: Path) -> None:
    study = Study(
        coco=tuple(options.coco),
        images=options.images,
        limit=options.limit,
        out=out,
        plan=Plan(
            first=options.first,
            trainings=tuple(options.trainings),
            one_off=options.one_off,
            keep=options.keep,
            blind=options.blind,
        ),
        how=Training(
            kind=options.kind,
            start=options.start,
            size=options.size,
            effort=options.effort,
            device=options.device,
        ),
        arms=tuple(options.arms),
        canary_seeds=options.canary_seeds,
    )
    if not options.report:
        play_all(study, options.seeds, processes=options.processes)
    print(write_report(Results(study.results), out))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--coco", type=Path, nargs="+", metavar="FILE", help="COCO files, all splits of one set (default: BCCD's)")
    add("--images", type=Path, metavar="DIR", help="that their file names are relative to")
    add("--out", type=Path, metavar="FOLDER", help="keeps figures and weights, to go on from; without it, --smoke")
    add("--seeds", type=int, nargs="+", default=[10], metavar="N", help="how many, or first and last (default: 10)")
    add("--arms", nargs="+", default=list(arms.ORDERS), choices=list(arms.ORDERS))
    add("--canary-seeds", type=int, default=2, metavar="N", help="seeds that play loop-crowded (default: 2)")
    add("--processes", type=int, default=1, metavar="N", help="seeds played at once, on one card or one core each")
    add("--smoke", action="store_true", help="a small run that shows that everything works; its figures say nothing")
    add("--report", action="store_true", help="only write table and plot of what is there")
    learning = parser.add_argument_group("learning; the same for all arms")
    add = learning.add_argument
    add("--effort", type=float, default=1.0, metavar="X", help="times the product's steps of a training (default: 1)")
    add("--size", type=int, default=None, metavar="PIXELS", help="of an image's shorter side (default: the detector's)")
    add("--kind", default="small", help="of detector (default: small)")
    add(
        "--start",
        default=SHAPES,
        metavar="FILE",
        help="to begin with: shapes, none, or weights (default: shapes)",
    )
    add("--device", default="auto", help="auto, cpu, cuda (default: auto)")
    add("--first", type=int, default=10, metavar="N", help="images to learn from before the first model (default: 10)")
    add("--trainings", type=int, nargs="+", default=[20, 40, 80, 160], metavar="N", help="and before the others")
    add("--one-off", type=int, default=60, metavar="N", help="and before the model of the arm that trains once")
    add(
        "--keep",
        action="store_true",
        help="learn from boxes as a person leaves them at IoU .75, not from the true ones",
    )
    add("--blind", action="store_true", help="every other later hold-out image has no suggestions")
    add("--limit", type=int, default=None, metavar="N", help="take so many images of the set, evenly")
    options = parser.parse_args()
    if options.smoke or options.out is None:
        print("A small run that shows that everything works; its figures say nothing. A real one takes --out FOLDER.")
        vars(options).update(SMOKE)
    _settle(parser, options)
    return options


def _settle(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.coco is None:
        options.coco = [BCCD / "coco" / f"{split}.json" for split in BCCD_SPLITS]
        options.images = options.images or BCCD / "images"
    if options.images is None:
        parser.error("--coco needs --images")
    if options.size is not None and options.start != NONE:
        parser.error(f"--size is for --start {NONE}: other weights have the size that they learnt at")
    given = options.seeds if isinstance(options.seeds, list) else [options.seeds]
    options.seeds = list(range(given[0])) if len(given) == 1 else list(range(given[0], given[1] + 1))


if __name__ == "__main__":
    sys.exit(main())
