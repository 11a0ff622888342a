"""Which planted label errors the suspects queue finds, and how early.

    python benchmarks/suspects_bccd.py --seeds 0 1 2     about an hour on two cores
    python benchmarks/suspects_bccd.py --smoke           a run of seconds that proves nothing

FOLDER of --data has images/*.jpg and coco/all.json. Of all boxes 5 % are dropped, 5 % shifted by 20 to 50 % of their
size and 5 % given another category, by the seed. Then `python -m detector crosscheck` trains the small network in four
folds on what is left, from weights that know none of it, and `detector.suspects.find` ranks. Near copies share a fold.

The same is counted where a fifth of the errors is left, 1 % of the boxes of each kind: what the detectors have learnt
stays as it was. Two ways of reviewing are counted. Box by box: a question is answered by a look at one place, and as
many are answered as 10 % or 20 % of the boxes. Image by image: 10 % or 20 % of the images are looked through as a
whole. Beside each stand the best that any order could reach, and a random order.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import numpy as np

from benchmarks.learning.data import near_copies, thumbnail
from benchmarks.stand.bccd import BCCD, say_missing
from benchmarks.suspecting.errors import KINDS, Document, mend, spoil
from benchmarks.suspecting.measuring import SHARES, cases, measure

SMOKE_IMAGES = 12
LEFT = 0.2  # Of the errors, when they are to be rare.


def main() -> int:
    options = _arguments()
    if not (options.data / "coco" / "all.json").exists():
        return say_missing(options.data)
    os.nice(options.nice)
    document = _read(options.data, limit=SMOKE_IMAGES if options.smoke else None)
    with tempfile.TemporaryDirectory(prefix="boxloop-suspects-") as folder:
        kept = options.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        figures = [_run(document, options, kept, seed=seed) for seed in options.seeds]
    for which in ("all", "left"):
        _print([row["seed"] for row in figures], [row[which] for row in figures])
    if options.save:
        setting = {"share": options.share, "epochs": options.epochs, "folds": options.folds}
        options.save.parent.mkdir(parents=True, exist_ok=True)
        options.save.write_text(json.dumps({**setting, "seeds": figures}, indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--share", type=float, default=0.05, help="of the boxes, for each kind of error (default: .05)")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=5, help="of each training (default: 5)")
    parser.add_argument("--nice", type=int, default=10, help="how far others go first (default: 10)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was seen, and take it from there")
    parser.add_argument("--smoke", action="store_true", help="a few images and seconds")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the figures as JSON")
    options = parser.parse_args()
    if options.smoke:
        vars(options).update(folds=2, epochs=1)
    return options


def _read(data: Path, *, limit: int | None) -> Document:
    """The whole set with absolute paths, and near copies in one group."""
    document: Document = json.loads((data / "coco" / "all.json").read_bytes())
    images = document["images"][:limit]
    groups = near_copies(np.array([thumbnail(data / "images" / row["file_name"]) for row in images]))
    for row, group in zip(images, groups, strict=True):
        row["file_name"] = str((data / "images" / row["file_name"]).resolve())
        row["boxloop"] = {"group": str(group)}
    ids = {row["id"] for row in images}
    annotations = [row for row in document["annotations"] if row["image_id"] in ids]
    return {"images": images, "annotations": annotations, "categories": document["categories"]}


def _run(document: Document, options: argparse.Namespace, folder: Path, *, seed: int) -> dict[str, Any]:
    spoilt, errors = spoil(document, share=options.share, seed=seed)
    seen = folder / f"seen-{options.share}-{seed}.json"
    if not seen.exists():
        labels = folder / f"labels-{options.share}-{seed}.json"
        labels.write_text(json.dumps(spoilt))
        files = ["--train", str(labels), "--images", str(folder), "--out", str(seen)]
        how = ["--folds", str(options.folds), "--epochs", str(options.epochs), "--seed", str(seed)]
        subprocess.run(
            [sys.executable, "-m", "detector", "crosscheck", *files, *how], check=True, stdout=subprocess.DEVNULL
        )
    found = json.loads(seen.read_bytes())["images"]
    everything = measure(cases(spoilt, errors, found), seed=seed)
    left = mend(document, spoilt, errors, left=LEFT, seed=seed)
    return {"seed": seed, "all": everything, "left": measure(cases(spoilt, left, found), seed=seed)}


def _print(seeds: Sequence[int], figures: Sequence[dict[str, Any]]) -> None:
    first = figures[0]
    among = f"{first['boxes']} boxes of {first['images']} images"
    print(f"\n{first['errors']} planted errors in {among}, seeds {', '.join(map(str, seeds))}.")
    for way, name in (("by_box", "boxes"), ("by_image", "images")):
        print(
            f"\nFound in the first   {'':8}found   at best   at random   " + "   ".join(f"{kind:10}" for kind in KINDS)
        )
        for share in map(str, SHARES):
            rows = [row[way][share] for row in figures]
            numbers = [_mean(rows, column) for column in ("found", "at_best", "at_random")]
            kinds = [statistics.mean(row["kinds"][kind] for row in rows) for kind in KINDS]
            shown = "   ".join(f"{value:10.1%}" for value in kinds)
            print(
                f"{float(share):5.0%} of the {name:15}{numbers[0]:9.1%}{numbers[1]:10.1%}{numbers[2]:12.1%}   {shown}"
            )
    print("\nDoubt from   questions   about a planted error")
    for place, row in enumerate(first["right_by_doubt"]):
        asked = sum(run["right_by_doubt"][place]["questions"] for run in figures)
        planted = sum(run["right_by_doubt"][place]["planted"] for run in figures)
        if asked:
            print(f"{row['from']:10.1f}{asked:12}{planted / asked:18.0%}")


def _mean(rows: Sequence[dict[str, Any]], name: str) -> float:
    return statistics.mean(float(row[name]) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
