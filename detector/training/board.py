"""A training's figures as TensorBoard event files. The library that writes them is optional."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from detector.errors import TensorBoardMissing

PARTS = "loss_"


class Writer(Protocol):
    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> object: ...

    def close(self) -> None: ...


class Board:
    """Writes into a folder that TensorBoard is pointed at. Raises TensorBoardMissing."""

    def __init__(self, folder: Path) -> None:
        try:
            module = importlib.import_module("torch.utils.tensorboard")
        except ImportError as error:
            raise TensorBoardMissing("TensorBoard, which writes event files, is not installed.") from error
        self._writer: Writer = module.SummaryWriter(str(folder))

    def step(self, number: int, loss: float) -> None:
        self._writer.add_scalar("step/loss", loss, number)

    def epoch(self, entry: Mapping[str, Any]) -> None:
        """entry: as in a training's history"""
        for tag, value in scalars(entry).items():
            self._writer.add_scalar(tag, value, entry["epoch"])

    def close(self) -> None:
        self._writer.close()


def scalars(entry: Mapping[str, Any]) -> dict[str, float]:
    """By TensorBoard's tags; those that were not measured are not among them."""
    metrics = entry["metrics"] or {}
    named = {
        "loss/all": entry["loss"],
        **{f"loss/{name.removeprefix(PARTS)}": value for name, value in entry.items() if name.startswith(PARTS)},
        "learning_rate": entry["learning_rate"],
        "regions/accuracy": entry["accuracy"],
        "regions/object_accuracy": entry["object_accuracy"],
        "cost/seconds": entry["seconds"],
        "cost/memory_bytes": entry["memory_bytes"],
        "cost/gpu_memory_bytes": entry["gpu_memory_bytes"],
        **{f"holdout/{name}": metrics.get(name) for name in ("ap", "ap50", "ap75")},
        **{f"holdout_ap/{id_}": found["ap"] for id_, found in metrics.get("per_category", {}).items()},
    }
    return {tag: value for tag, value in named.items() if value is not None}
