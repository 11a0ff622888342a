"""One thread and the same random numbers, and a small data set of generated shapes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from benchmarks.learning import arms
from benchmarks.learning.command import Study
from benchmarks.learning.data import DataSet
from benchmarks.learning.rounds import Plan
from benchmarks.learning.training import Training
from tests.detector.pictures import Folder, write_folder

PICTURES = 24


@pytest.fixture(autouse=True, scope="module")
def _steady() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return write_folder(tmp_path_factory.mktemp("shapes"), count=PICTURES)


@pytest.fixture(scope="session")
def data(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    return study_of(folder, tmp_path_factory.mktemp("unused")).read_data()


def study_of(folder: Folder, out: Path) -> Study:
    """A few images, a few steps: what is learnt is worth nothing, and everything is done."""
    return Study(
        coco=(folder.coco,),
        images=folder.path,
        limit=None,
        out=out,
        plan=Plan(first=3, trainings=(6,), one_off=5, blind=True),
        how=Training(size=64, effort=0.03, device="cpu"),
        arms=tuple(arms.ORDERS),
        canary_seeds=1,
    )
