"""Small, steady conditions: one thread, the same random numbers, no published weights on the machine."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.detector.pictures import Folder, write_folder


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    threads, on_termination = torch.get_num_threads(), signal.getsignal(signal.SIGTERM)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch-home"))
    yield
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)  # A command sets it, and hypothesis is right to mind.
    signal.signal(signal.SIGTERM, on_termination)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Six generated pictures with their boxes as a COCO file."""
    return write_folder(tmp_path_factory.mktemp("pictures"), count=6)
