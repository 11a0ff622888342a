"""The processes that train together: one for each GPU under torchrun, otherwise just this one.

The first process reports, measures and saves; what it decides, the others are told.
"""

import os
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from detector.errors import DeviceUnavailable

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Group:
    device: torch.device
    rank: int = 0
    world: int = 1

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def from_first(self, value: Value) -> Value:
        """What the first process has."""
        if self.world == 1:
            return value
        box: list[Any] = [value]
        distributed.broadcast_object_list(box, src=0)
        return box[0]  # type: ignore[no-any-return]

    def number_from_first(self, value: float) -> float:
        if self.world == 1:
            return value
        number = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(number, src=0)
        return number.item()

    def mean(self, values: Tensor) -> Tensor:
        """The mean over the processes, in each of them; not finite where one of them is not."""
        if self.world == 1:
            return values
        distributed.all_reduce(values)
        return values / self.world

    def wrap(self, model: nn.Module) -> nn.Module:
        """A module that averages gradients over the processes, starting from the first one's weights."""
        if self.world == 1:
            return model
        return DistributedDataParallel(model, device_ids=[self.device] if self.device.type == "cuda" else None)


def join(device: str) -> Group:
    """The group that torchrun's environment describes. Raises DeviceUnavailable."""
    world, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    chosen = choose_device(device, number=int(os.environ.get("LOCAL_RANK", "0")) if world > 1 else None)
    if chosen.type == "cpu":
        share_cores(int(os.environ.get("LOCAL_WORLD_SIZE", "1")))
    else:
        torch.set_float32_matmul_precision("high")  # As convolutions do by default.
    if world > 1:
        if chosen.type == "cuda":
            torch.cuda.set_device(chosen)
        distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    return Group(device=chosen, rank=rank, world=world)


def leave() -> None:
    if distributed.is_initialized():
        distributed.destroy_process_group()


def choose_device(name: str, *, number: int | None = None) -> torch.device:
    """auto takes a GPU where there is one. Raises DeviceUnavailable."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise DeviceUnavailable(f"There is no device named {name}.") from error
    if device.type not in {"cpu", "cuda"} or (device.type == "cuda" and not torch.cuda.is_available()):
        raise DeviceUnavailable(f"The device {name} cannot be used on this machine.")
    if device.type == "cuda" and (device.index is None or number is not None):
        device = torch.device("cuda", number or 0)
    return device


def gpu_is_lost() -> bool:
    """Whether this process has a GPU that answers no more. After some errors only another process can use it again."""
    if not torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        return False
    try:
        torch.cuda.synchronize()
    except RuntimeError:
        return True
    return False


def share_cores(processes: int) -> None:
    """Give each of several processes on this machine its part of the cores, unless the environment says otherwise."""
    torch.set_flush_denormal(True)  # Tiny numbers in a young network otherwise slow a processor down many times.
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, cores() // processes))


def cores() -> int:
    """Those that this process may use, which in a container are fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
