"""What "draw one, find its like" brings: on blood cells, of the offers for one true box, how many are cells, and how
many cells are among them. Without a model, and with what a model saw where a file of its predictions is given.

    python benchmarks/editor/lookalikes.py [--data BCCD] [--predictions results.json]

The editor's own code is run in Node.js, on pixels that Pillow decodes; the clock is Node's.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # The project, wherever this is started from.

from benchmarks.loop.truth import overlap
from benchmarks.stand.bccd import BCCD, say_missing
from detector.images import load_upright

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
IMAGES = 40
FEWEST = 4  # Cells on an image: with fewer there is nothing to look for.
BORDER = 3
NEAR = 0.5
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
Box = tuple[float, float, float, float]

ENTRY = """
export { findMatches } from "%(core)s/matching.ts";
export { lookAlikes, OFFERED_FROM } from "%(core)s/lookalikes.ts";
"""
RUNNER = """
import { readFileSync } from "node:fs";
import { findMatches, lookAlikes, OFFERED_FROM } from "./bundle.mjs";
const tasks = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answers = tasks.map(({ pixels, width, height, example, category, proposals }) => {
  const picture = { width, height, data: new Uint8ClampedArray(readFileSync(pixels)) };
  const start = performance.now();
  const matches = findMatches(picture, picture, example);
  const ms = performance.now() - start;
  return { ms, found: lookAlikes({ example, category, matches, proposals, taken: [example] }) };
});
console.log(JSON.stringify({ from: OFFERED_FROM, answers }));
"""


class Task(NamedTuple):
    example: Box
    others: list[Box]
    message: dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=BCCD, help="with images/ and coco/val.json")
    parser.add_argument("--category", default="RBC")
    parser.add_argument("--predictions", type=Path, help="COCO results of a model on these images")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not (options.data / "coco" / "val.json").exists():
        return say_missing(options.data)
    with tempfile.TemporaryDirectory() as folder:
        tasks = tasks_of(options.data, options.category, options.predictions, options.seed, Path(folder))
        answer = run_in_node([task.message for task in tasks], Path(folder))
    print(table(tasks, answer, "with a model's boxes" if options.predictions else "without a model"))
    return 0


def tasks_of(data: Path, category: str, predictions: Path | None, seed: int, folder: Path) -> list[Task]:
    truth = json.loads((data / "coco" / "val.json").read_text())
    [wanted] = [row["id"] for row in truth["categories"] if row["name"] == category]
    boxes = boxes_by_image([row for row in truth["annotations"] if row["category_id"] == wanted])
    seen = proposals_by_image(predictions)
    rng = random.Random(seed)
    rows = [row for row in truth["images"] if len(boxes[row["id"]]) >= FEWEST][:IMAGES]
    return [task_of(row, wanted, boxes[row["id"]], seen[row["id"]], rng, data / "images", folder) for row in rows]


def task_of(
    row: dict[str, Any],
    category: int,
    boxes: list[Box],
    proposals: list[dict[str, Any]],
    rng: random.Random,
    images: Path,
    folder: Path,
) -> Task:
    """One of the boxes is drawn: one that is whole, where there is one."""
    whole = [box for box in boxes if is_whole(box, row["width"], row["height"])]
    example = rng.choice(whole or boxes)
    pixels = folder / f"{row['id']}.rgba"
    pixels.write_bytes(load_upright(images / row["file_name"]).convert("RGBA").tobytes())
    message = {
        "pixels": str(pixels),
        "width": row["width"],
        "height": row["height"],
        "category": category,
        "example": rect(example),
        "proposals": proposals,
    }
    return Task(example, [box for box in boxes if box != example], message)


def is_whole(box: Box, width: int, height: int) -> bool:
    return box[0] > BORDER and box[1] > BORDER and box[2] < width - BORDER and box[3] < height - BORDER


def rect(box: Box) -> dict[str, float]:
    return dict(zip(("x1", "y1", "x2", "y2"), box, strict=True))


def boxes_by_image(rows: Sequence[dict[str, Any]]) -> defaultdict[int, list[Box]]:
    boxes: defaultdict[int, list[Box]] = defaultdict(list)
    for row in rows:
        x, y, width, height = row["bbox"]
        if width > 1 and height > 1:
            boxes[row["image_id"]].append((x, y, x + width, y + height))
    return boxes


def proposals_by_image(predictions: Path | None) -> defaultdict[int, list[dict[str, Any]]]:
    seen: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, row in enumerate(json.loads(predictions.read_text()) if predictions else []):
        x, y, width, height = row["bbox"]
        box = rect((x, y, x + width, y + height))
        seen[row["image_id"]].append(
            {**box, "key": str(number), "category": row["category_id"], "confidence": row["score"]}
        )
    return seen


def run_in_node(messages: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    (folder / "entry.ts").write_text(ENTRY % {"core": FRONTEND / "src" / "core" / "suggestions"})
    (folder / "runner.mjs").write_text(RUNNER)
    (folder / "tasks.json").write_text(json.dumps(messages))
    bundle = ["npx", "rolldown", str(folder / "entry.ts"), "--file", str(folder / "bundle.mjs"), "--format", "esm"]
    subprocess.run(bundle, cwd=FRONTEND, check=True, capture_output=True)
    command = ["node", str(folder / "runner.mjs"), str(folder / "tasks.json")]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def judged(task: Task, found: list[dict[str, Any]]) -> list[tuple[float, bool]]:
    """Each offer's likeness, and whether it lies on a cell that no better offer had."""
    left = list(task.others)
    rows = []
    for offer in found:
        box = (offer["x1"], offer["y1"], offer["x2"], offer["y2"])
        best = max(left, key=lambda other: overlap(box, other), default=None)
        is_right = best is not None and overlap(box, best) >= NEAR
        if best is not None and is_right:
            left.remove(best)
        rows.append((offer["likeness"], is_right))
    return rows


def table(tasks: list[Task], answer: dict[str, Any], title: str) -> str:
    rows = [row for task, reply in zip(tasks, answer["answers"], strict=True) for row in judged(task, reply["found"])]
    cells = sum(len(task.others) for task in tasks)
    times = sorted(reply["ms"] for reply in answer["answers"])
    lines = [
        f"{len(tasks)} images, {cells} cells beside the drawn ones, {title}, IoU {NEAR}",
        f"search of the picture: median {times[len(times) // 2]:.0f} ms, slowest {times[-1]:.0f} ms",
        "offered from   precision   recall   offers an image",
    ]
    for least in sorted({*THRESHOLDS, answer["from"]}):
        offered = [is_right for likeness, is_right in rows if likeness >= least]
        precision = sum(offered) / max(len(offered), 1)
        mark = " (default)" if least == answer["from"] else ""
        figures = f"{precision:9.2f}   {sum(offered) / cells:6.2f}   {len(offered) / len(tasks):15.1f}"
        lines.append(f"{least:12.2f}   {figures}{mark}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
