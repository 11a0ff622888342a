"""What the assist ledger says of a labelling whose truth is known: made-up people, a made-up detector, real services.

    python benchmarks/ledger_bccd.py
    python benchmarks/ledger_bccd.py --smoke        a few made-up images, in seconds

Every image of BCCD is leased, corrected and saved as through the editor, with the seconds of the simulated annotator
(docs/learning.md: default profile, IoU 0.75), times a person's pace and noise. The detector gets better in four steps,
as trainings would bring it; its first two versions suggest a category where it is not. Printed is what the ledger finds
beside what the simulation knows, for each repetition. FOLDER of --data has coco/train.json, val.json and test.json.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import numpy as np

from benchmarks.loop.truth import TrueBox, Truth, read_truth
from benchmarks.stand.bccd import BCCD, say_missing

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "ledger.json"
STEPS = ("image", "look", "draw", "fix", "delete", "change_class")


def main() -> int:
    options = _arguments()
    if not options.smoke and not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    truth = _made_up() if options.smoke else _usable(read_truth(options.data, ("train", "val", "test")))
    with tempfile.TemporaryDirectory(prefix="boxloop-ledger-") as folder:
        _set_up(Path(folder))
        runs = [_run(truth, seed) for seed in range(1 if options.smoke else options.repetitions)]
    figures = {"images": len(truth.boxes), "runs": runs, "summary": _summary(runs)}
    print(json.dumps(figures["summary"], indent=1))
    if options.save:
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--repetitions", type=int, default=10, help="with other dice (default: 10)")
    parser.add_argument("--smoke", action="store_true", help="a few made-up images, once")
    parser.add_argument("--save", action="store_true", help="keep the figures in results/ledger.json")
    return parser.parse_args()


def _usable(truth: Truth) -> Truth:
    """Two boxes of BCCD have no area."""
    boxes = {name: [box for box in rows if box.x2 > box.x1 and box.y2 > box.y1] for name, rows in truth.boxes.items()}
    return Truth(truth.categories, boxes, truth.folder)


def _made_up() -> Truth:
    dice = np.random.default_rng(0)
    categories = ["RBC", "WBC", "Platelets"]
    boxes = {}
    for number in range(60):
        corners = dice.uniform(0, 400, (int(dice.integers(2, 12)), 2)).round(1).tolist()
        boxes[f"{number}.png"] = [TrueBox(str(dice.choice(categories)), x, y, x + 60, y + 60) for x, y in corners]
    return Truth(categories, boxes, ROOT)


def _set_up(folder: Path) -> None:
    """A database and a store of its own, which go away."""
    os.environ |= {"BOXLOOP_DATA_DIR": str(folder), "DETECTOR_WEIGHTS": "none", "CELERY_BROKER_URL": "spool://"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _run(truth: Truth, seed: int) -> dict[str, Any]:
    from annotator.services import effort, ledger
    from annotator.services.ledger_history import finished_images
    from benchmarks.ledger.labelling import label
    from detector.scores.costs import DEFAULT

    project, known = label(truth, seed=seed)
    owner = project.created_by
    assert owner is not None
    found = ledger.ledger_of(project, owner, is_manager=True)
    costs = effort.ledger_of(project).costs
    true_costs = {**vars(DEFAULT), "fix": DEFAULT.one_drag}
    figures = found.everybody
    run = {
        "seed": seed,
        "aided": figures.aided,
        "unaided": figures.unaided,
        "blind": figures.blind,
        "saving": figures.saving,
        "text": figures.text,
        "true_saved": round(known.saved, 1),
        "true_saved_without_noise": round(known.expected, 1),
        "true_seconds": round(float(np.mean(known.seconds)), 2),
        "true_by_hand": round(float(np.mean(known.by_hand)), 2),
        "models": [
            {**{name: row[name] for name in ("number", "images", "suggestions", "kept", "moved", "relabelled",
                                             "deleted", "added")}, "true": dict(known.fates[row["number"]])}
            for row in figures.models
        ],
        "costs": {name: {"found": getattr(costs, name), "true": round(true_costs[name], 2)} for name in STEPS},
        "hidden": known.hidden,
    }  # fmt: skip
    _print(run, seconds=len(finished_images(project)))
    return run


def _print(run: dict[str, Any], *, seconds: int) -> None:
    saving = run["saving"]
    print(f"\nRepetition {run['seed']}: {seconds} images, {run['aided']} with suggestions, {run['blind']} blind")
    print(f"  {run['text']}")
    print(f"  The truth: {run['true_saved'] / 3600:.2f} h saved; the ledger: {saving['saved'] / 3600:.2f} h", end=" ")
    print(f"({saving['low'] / 3600:.2f} to {saving['high'] / 3600:.2f})")
    print(f"  Seconds an image with suggestions {saving['seconds']:.1f} (true {run['true_seconds']:.1f}),", end=" ")
    print(f"by hand {saving['by_hand']:.1f} (true {run['true_by_hand']:.1f})")
    for row in run["models"]:
        shares = ", ".join(f"{name} {100 * row[name] / max(row['suggestions'], 1):.0f} %"
                           for name in ("kept", "moved", "relabelled", "deleted"))  # fmt: skip
        print(f"  Model {row['number']}: {row['suggestions']} suggestions, {shares}; {row['added']} added")
    print("  Costs: " + ", ".join(f"{name} {row['found']} ({row['true']})" for name, row in run["costs"].items()))
    print("  Hidden: " + (", ".join(f"{name} after {count}" for count, name in run["hidden"]) or "nothing"))


def _summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """How far the ledger is off, and how often its interval holds the truth."""
    savings = [run["saving"] for run in runs]
    errors = [saving["saved"] - run["true_saved"] for saving, run in zip(savings, runs, strict=True)]
    held = [s["low"] <= run["true_saved"] <= s["high"] for s, run in zip(savings, runs, strict=True)]
    return {
        "repetitions": len(runs),
        "true_hours": round(float(np.mean([run["true_saved"] for run in runs])) / 3600, 3),
        "ledger_hours": round(float(np.mean([saving["saved"] for saving in savings])) / 3600, 3),
        "interval_hours": [round(float(np.mean([s[name] for s in savings])) / 3600, 3) for name in ("low", "high")],
        "mean_error_hours": round(float(np.mean(errors)) / 3600, 3),
        "interval_holds_the_truth": sum(held),
        "fates_exact": all(_agrees(row) for run in runs for row in run["models"]),
        "hidden": sorted({name for run in runs for _, name in run["hidden"]}),
        "costs": {
            name: {
                "found": round(float(np.mean([run["costs"][name]["found"] for run in runs])), 2),
                "true": runs[0]["costs"][name]["true"],
            }
            for name in STEPS
        },
    }


def _agrees(row: dict[str, Any]) -> bool:
    true = row["true"]
    relabelled = true.get("relabelled", 0) + true.get("moved_and_relabelled", 0)
    known = (true.get("kept", 0), true.get("moved", 0), relabelled, true.get("deleted", 0), true.get("added", 0))
    return known == tuple(row[name] for name in ("kept", "moved", "relabelled", "deleted", "added"))


if __name__ == "__main__":
    sys.exit(main())
