"""Seeds played one after the other or several at once, and what is written of them."""

import hashlib
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks.learning import arms
from benchmarks.learning.data import DataSet, read_data
from benchmarks.learning.plot import draw
from benchmarks.learning.report import report
from benchmarks.learning.results import Results
from benchmarks.learning.rounds import Plan, Seed
from benchmarks.learning.training import Training


@dataclass(frozen=True, kw_only=True)
class Study:
    coco: tuple[Path, ...]
    images: Path
    limit: int | None
    out: Path
    plan: Plan
    how: Training
    arms: tuple[str, ...]
    canary_seeds: int

    @property
    def results(self) -> Path:
        return self.out / "results.jsonl"

    def read_data(self) -> DataSet:
        return read_data(self.coco, self.images, limit=self.limit)

    def settings(self, data: DataSet) -> dict[str, Any]:
        """All that figures depend on."""
        return {"data": digest(data), "images": len(data), **asdict(self.plan), **self.how.to_json()}


def play_all(study: Study, seeds: Sequence[int], *, processes: int) -> None:
    """Seeds outermost: whenever it is cut, as many seeds as possible are whole. A process that fails ends the run."""
    data = study.read_data()
    if data.refused:
        print(f"{len(data.refused)} images cannot be read and are left out, first {data.refused[0]}.")
    Results(study.results, study.settings(data))
    if processes == 1:
        play(study, seeds, threads=None)
        return
    # A card's driver does not survive a fork; and a training may start processes that read pictures.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for played in [pool.submit(play, study, [seed], threads=1) for seed in seeds]:
            played.result()


def play(study: Study, seeds: Sequence[int], threads: int | None) -> None:
    if threads:
        torch.set_num_threads(threads)
    torch.set_flush_denormal(True)  # As the detector's own commands do: tiny numbers are slow.
    data = study.read_data()
    results = Results(study.results, study.settings(data))
    for seed in seeds:
        names = [name for name in study.arms if name != arms.CROWDED or seed < study.canary_seeds]
        Seed(data, results, seed, plan=study.plan, how=study.how, say=say).play(names)


def say(words: str) -> None:
    print(words, flush=True)


def write_report(results: Results, out: Path) -> str:
    """Table and plot into out; gives the table."""
    table = report(results)
    (out / "report.md").write_text(table + "\n")
    draw(results, out)
    return table


def digest(data: DataSet) -> str:
    """Of names and boxes."""
    hashed = hashlib.sha256()
    for example in data.examples:
        rows = zip(example.category_ids.tolist(), example.boxes.tolist(), strict=True)
        hashed.update(f"{example.path.name} {list(rows)}\n".encode())
    return hashed.hexdigest()[:16]
