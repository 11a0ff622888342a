"""What the loop brings: 40 pictures are finished, a model learns from them, 40 more are corrected, it learns again.

Starts `manage.py up` in a temporary folder, imports the training and validation pictures of BCCD without their boxes,
and plays the person: it takes images from the queue and saves boxes through REST, by the truth of the annotation files.
The published test split never goes in; it measures each model.

    python benchmarks/loop_bccd.py --data FOLDER --minutes 5

FOLDER has images/*.jpg and coco/train.json, coco/val.json, coco/test.json.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

from benchmarks.loop.person import Person
from benchmarks.loop.rounds import Loop
from benchmarks.loop.truth import read_truth
from benchmarks.stand.bccd import BCCD, say_missing
from benchmarks.stand.boxloop import Boxloop
from benchmarks.stand.client import Client, Refused
from benchmarks.stand.machine import prefer
from benchmarks.stand.processes import StandError


def main() -> int:
    options = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not (options.data / "coco" / "train.json").exists():
        return say_missing(options.data)
    with tempfile.TemporaryDirectory(prefix="boxloop-loop-") as folder:
        server = Boxloop(Path(folder))
        try:
            _run(server, options)
        except (StandError, Refused, OSError) as error:
            print(f"Stopped: {error}\nThe server's last words:\n{server.last_words()}", file=sys.stderr)
            return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, metavar="FOLDER", help="BCCD (default: ../shared/data/bccd)")
    parser.add_argument("--minutes", type=float, default=5.0, help="at most so long for one training (default: 5)")
    parser.add_argument("--images", type=int, default=40, help="finished before each training (default: 40)")
    parser.add_argument("--rounds", type=int, default=2, help="trainings (default: 2)")
    parser.add_argument("--priority", type=int, default=0, metavar="NICE", help="-15 on a busy machine, for root only")
    parser.add_argument("--kind", default="auto", help="of detector (default: auto)")
    return parser.parse_args()


def _run(server: Boxloop, options: argparse.Namespace) -> None:
    started = time.perf_counter()
    truth = read_truth(options.data, ("train", "val"))
    server.prepare()
    with server.up():
        if options.priority:
            prefer(options.priority)
        client = Client(server.address, server.token())
        project = client.create_project(
            "BCCD",
            truth.categories,
            auto_train="never",
            detector_kind=options.kind,
            train_minutes=options.minutes,
        )
        loop = Loop(server, client, project, data=options.data, minutes=options.minutes)
        loop.import_images(truth)
        person = Person(client, project, truth)
        for number in range(1, options.rounds + 1):
            loop.annotate(person, number=number, images=options.images)
            loop.train(number=number)
            loop.judge_suggestions(truth)
        loop.export()
    print(f"In all: {(time.perf_counter() - started) / 60:.1f} minutes.")


if __name__ == "__main__":
    sys.exit(main())
