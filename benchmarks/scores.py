"""What each step from scores to suggestions saves a person, and what probabilities and forecasts are worth.

    python benchmarks/scores.py                      trains the small net for three minutes first
    python benchmarks/scores.py --weights FILE       of a detector that has learnt from none of --lists
    python benchmarks/scores.py --sheet strays.webp  also pictures of suggestions that overlap no box of the truth
    python benchmarks/scores.py --quick              a smoke run that proves nothing

FOLDER of --data has images/*.jpg and coco/train.json, coco/val.json, coco/test.json. Learns from the first images of
the training list; val and test are divided into a hold-out, on which everything else is fitted, and images to be tried
on, many times anew. Steps add up; a step's saving is against the step before on the same images, with its standard
deviation over the divisions. Seconds are those of the simulated annotator (detector/scores/costs.py).
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import numpy as np

from benchmarks.scoring.looking import look, trained, unseen
from benchmarks.scoring.steps import doubts, honesty, seconds_by_step
from benchmarks.scoring.strays import Stray, contact_sheet, find_strays, seconds_of_strays
from benchmarks.stand.bccd import BCCD, say_missing
from detector import checkpoint
from detector.scores.costs import DEFAULT, PROFILES
from detector.scores.matching import Seen

TOLERANCES = (0.75, 0.9)
QUICK = {"images": 8, "minutes": 0.2, "holdout": 6, "test": 6, "divisions": 2}

Ways = Mapping[str, Sequence[Seen]]


def main() -> int:
    options = _arguments()
    if not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    with tempfile.TemporaryDirectory(prefix="boxloop-scores-") as folder:
        learning = {"images": options.images, "minutes": options.minutes}
        weights = options.weights or trained(options.data, Path(folder), **learning)
        examples = unseen(options.data, options.lists)
        training = dict(checkpoint.load(weights).metadata.training)
        seen = look(weights, examples[: options.holdout + options.test] if options.test else examples)
    strays = [_strays(seen, holdout=options.holdout, seed=seed) for seed in range(options.divisions)]
    figures = {
        "lists": options.lists,
        "holdout": options.holdout,
        "images": len(seen["plain"]),
        "learning": None if options.weights else learning,
        "training": training,
        "divisions": [_measure(seen, holdout=options.holdout, seed=seed) for seed in range(options.divisions)],
        "doubts": doubts(seen["voted"]),
        "strays": [_cost(each, len(seen["plain"]) - options.holdout) for each in strays],
    }
    _print(figures)
    if options.sheet:
        contact_sheet(strays[0], options.sheet)
    if options.save:
        options.save.parent.mkdir(parents=True, exist_ok=True)
        options.save.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="instead of training")
    parser.add_argument("--images", type=int, default=100, help="to learn from (default: 100)")
    parser.add_argument("--minutes", type=float, default=3.0, help="of learning (default: 3)")
    parser.add_argument("--lists", nargs="+", default=["val", "test"], help="to divide (default: val test)")
    parser.add_argument("--holdout", type=int, default=36, metavar="IMAGES", help="(default: 36)")
    parser.add_argument("--test", type=int, metavar="IMAGES", help="at most so many (default: all others)")
    parser.add_argument("--divisions", type=int, default=10, help="into hold-out and test (default: 10)")
    parser.add_argument("--quick", action="store_true", help="a few images and seconds")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="pictures of suggestions that overlap no true box")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the raw figures as JSON")
    options = parser.parse_args()
    if options.quick:
        vars(options).update(QUICK)
    return options


def _measure(seen: Ways, *, holdout: int, seed: int) -> dict[str, Any]:
    """One division: by profile and tolerance the seconds after each step, and how honest the result is."""
    known, new = _divided(seen, holdout=holdout, seed=seed)
    return {
        "seconds": {
            f"{name} {tolerance}": seconds_by_step(known, new, tolerance=tolerance, costs=costs)
            for name, costs in PROFILES.items()
            for tolerance in TOLERANCES
        },
        "honesty": {
            str(tolerance): honesty(known["voted"], new["voted"], tolerance=tolerance, costs=DEFAULT)
            for tolerance in TOLERANCES
        },
    }


def _strays(seen: Ways, *, holdout: int, seed: int) -> list[Stray]:
    """Of one division, suggestions that overlap no true box."""
    known, new = _divided(seen, holdout=holdout, seed=seed)
    return find_strays(known["voted"], new["voted"], tolerance=TOLERANCES[0], costs=DEFAULT)


def _cost(strays: Sequence[Stray], images: int) -> dict[str, float]:
    return {"an image": len(strays) / images, "seconds": seconds_of_strays(len(strays), images, DEFAULT)}


def _divided(seen: Ways, *, holdout: int, seed: int) -> tuple[Ways, Ways]:
    """The hold-out and the images to be tried on, by lot."""
    order = np.random.default_rng(seed).permutation(len(seen["plain"])).tolist()
    known, new = (
        {way: [images[place] for place in places] for way, images in seen.items()}
        for places in (order[:holdout], order[holdout:])
    )
    return known, new


def _print(figures: Mapping[str, Any]) -> None:
    divisions = figures["divisions"]
    tried = figures["images"] - figures["holdout"]
    print(f"Hold-out of {figures['holdout']} images, tried on {tried} others, {len(divisions)} divisions.")
    for setting in divisions[0]["seconds"]:
        print(f"\n{setting:24}  seconds an image   by hand   the step saves")
        _print_steps([division["seconds"][setting] for division in divisions])
    for tolerance in divisions[0]["honesty"]:
        print(f"\nOn new images, IoU {tolerance}, default:")
        for name in divisions[0]["honesty"][tolerance]:
            values = [division["honesty"][tolerance][name] for division in divisions]
            print(f"  {name:40} {statistics.mean(values):.3f}")
    print(f"\nSuggestions that overlap no true box, IoU {TOLERANCES[0]}, default:")
    for name in figures["strays"][0]:
        print(f"  {name:40} {statistics.mean(division[name] for division in figures['strays']):.3f}")
    print("\nEdges of the boxes that are right, as a share of the side:")
    for name, value in figures["doubts"].items():
        print(f"  {name:40} {value:.3f}")


def _print_steps(divisions: Sequence[Mapping[str, float]]) -> None:
    before = None
    for step in divisions[0]:
        seconds = [division[step] for division in divisions]
        share = statistics.mean(seconds) / statistics.mean(division["by hand"] for division in divisions) - 1
        saved: list[float] = [] if before is None else [division[before] - division[step] for division in divisions]
        note = f"{statistics.mean(saved):6.1f} s ± {statistics.stdev(saved):.1f}" if len(saved) > 1 else ""
        print(f"  {step:26} {statistics.mean(seconds):8.1f} {share:+13.0%}   {note}")
        before = step


if __name__ == "__main__":
    sys.exit(main())
