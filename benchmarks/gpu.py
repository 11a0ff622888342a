"""All that a GPU is measured by, in one call of a few minutes; on a machine without one it says so and ends.

    python benchmarks/gpu.py                      the three rows below, about nine minutes
    python benchmarks/gpu.py --what predict       only some
    python benchmarks/gpu.py --minutes 2 --what learn

* predict: ResNet-50-FPN at 800 pixels, pictures that lie ready at network size, in batches with compiled graphs,
  against torchvision's own forward pass, one at a time, in float32, on the same card.
* learn: BCCD from the weights of generated shapes, thorough mode, published split: AP50 on test after so many minutes.
* simulate: the simulated annotator, several seeds at once on the one card; goes on where an earlier call stopped.

Each part is a process of its own, and its figures are written when it ends: a call that is cut loses one part at most.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import torch

from benchmarks.stand.bccd import BCCD, say_missing
from detector import checkpoint

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PARTS = ("predict", "learn", "simulate")


@dataclass(frozen=True, kw_only=True)
class Call:
    """What the parts have in common."""

    data: Path
    out: Path
    minutes: float  # Of a training, and at most of the simulation.
    processes: int
    device: str = "cuda"


def main() -> int:
    options = _arguments()
    if not torch.cuda.is_available():
        print("There is no GPU here that torch can use: nothing was measured.")
        return 0
    if not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    call = Call(data=options.data, out=options.out, minutes=options.minutes, processes=options.processes)
    options.out.mkdir(parents=True, exist_ok=True)
    measure: dict[str, Callable[[Call], dict[str, Any]]] = {"predict": predict, "learn": learn, "simulate": simulate}
    failed = [part for part in options.what if not _kept(part, measure[part], call)]
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument(
        "--out", type=Path, default=RESULTS, metavar="FOLDER", help="for gpu-PART.json (default: results)"
    )
    parser.add_argument("--what", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--minutes", type=float, default=3.0, help="of learning, and of simulating (default: 3)")
    parser.add_argument("--processes", type=int, default=4, help="that simulate at once (default: 4)")
    return parser.parse_args()


def _kept(part: str, measure: Callable[[Call], dict[str, Any]], call: Call) -> bool:
    """Measure, write what came out, and say whether it went well. One part's trouble is not another's."""
    started = time.monotonic()
    try:
        found = measure(call)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
        print(f"{part}: {type(error).__name__}: {error}")
        return False
    setting = {"device": torch.cuda.get_device_name(), "torch": torch.__version__}
    figures = {**setting, "seconds": round(time.monotonic() - started, 1), **found}
    checkpoint.write_whole(call.out / f"gpu-{part}.json", json.dumps(figures, indent=1).encode())
    print(f"{part}: {json.dumps(found)}", flush=True)
    return True


def predict(call: Call) -> dict[str, Any]:
    """Raises CalledProcessError."""
    figures = call.out / "gpu-figures.json"
    _run(["benchmarks/predict.py", "--what", "cuda", "--data", str(call.data), "--save", str(figures)])
    return {"figures": json.loads(figures.read_bytes())}


def learn(call: Call) -> dict[str, Any]:
    """Raises CalledProcessError."""
    out = call.out / "gpu-learn"
    coco, images = call.data / "coco", str(call.data / "images")
    told = _detector(
        [
            "train",
            "--kind",
            "small",
            "--start",
            "shapes",
            "--mode",
            "thorough",
            "--device",
            call.device,
            "--out",
            str(out),
        ],
        ["--train", str(coco / "train.json"), "--holdout", str(coco / "val.json"), "--images", images],
        ["--minutes", str(call.minutes)],
    )
    weights = next(event["weights"] for event in told if event["event"] == "finished")
    told += _detector(
        ["evaluate", "--weights", weights, "--device", call.device],
        ["--annotations", str(coco / "test.json"), "--images", images],
    )
    metrics = next(event["metrics"] for event in told if event["event"] == "evaluated")
    epochs = [event for event in told if event["event"] == "epoch"]
    return {"minutes": call.minutes, "test": metrics, "epochs": len(epochs), "last_loss": epochs[-1]["loss"]}


def simulate(call: Call) -> dict[str, Any]:
    """Raises CalledProcessError."""
    out = call.out / "gpu-simulate"
    command = [
        "benchmarks/simulate.py",
        "--out",
        str(out),
        "--device",
        call.device,
        "--seeds",
        "0",
        str(call.processes - 1),
    ]
    if call.data != BCCD:
        splits = [str(call.data / "coco" / f"{split}.json") for split in ("train", "val", "test")]
        command += ["--coco", *splits, "--images", str(call.data / "images")]
    is_whole = True
    try:
        _run([*command, "--processes", str(call.processes)], seconds=60 * call.minutes)
    except subprocess.TimeoutExpired:  # What is there is kept; the next call goes on.
        is_whole = False
        _run([*command, "--report"])
    rows = (out / "results.jsonl").read_text().splitlines()
    return {"whole": is_whole, "rows": len(rows), "report": (out / "report.md").read_text()}


def _detector(*words: Sequence[str]) -> list[dict[str, Any]]:
    """What a command of the detector tells, event by event."""
    told = _run(["-m", "detector", *(word for some in words for word in some), "--json"])
    return [json.loads(line) for line in told.splitlines() if line.startswith("{")]


def _run(words: Sequence[str], *, seconds: float | None = None) -> str:
    """The output of python with these words, which ends with all that it started. Raises CalledProcessError,
    TimeoutExpired."""
    command = [sys.executable, *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            told, _ = process.communicate(timeout=seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return told


if __name__ == "__main__":
    sys.exit(main())
