"""A GPU for machines without one: its rules of where tensors lie, and a processor that computes.

To torch and to our code its tensors are CUDA tensors: they are dispatched and cast as such, an operation is refused for
the same mixtures of devices as on a real card, and so is a process that was forked. Their numbers lie in main memory,
and the operations are a processor's. It says nothing of speed and memory, nor of the kernels themselves.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import pytest
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves, tree_map

GPU, CPU = torch.device("cuda", 0), torch.device("cpu")
# A real card takes indices and sources of copies from main memory too.
MAY_MIX = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_", "aten::copy_"}
# Of what is cast for a GPU by torch's documentation, what detectors use.
CAST_TO_HALF = {"conv2d", "linear", "matmul", "mm", "bmm", "addmm"}
CAST_TO_FULL = {
    "softmax",
    "log_softmax",
    "cross_entropy",
    "smooth_l1_loss",
    "l1_loss",
    "binary_cross_entropy_with_logits",
}


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[torch.device]:
    """The machine's own where it has one, else one that is pretended."""
    if torch.cuda.is_available():
        yield GPU
        return
    with pretended_gpu(monkeypatch):
        yield GPU


@contextmanager
def pretended_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with one card that knows bfloat16."""
    torch._C._ensureCUDADeviceGuardSet()  # As torch's own fake tensors do where there is no card.
    answers = {"is_available": True, "is_bf16_supported": True, "max_memory_allocated": 0, "synchronize": None}
    for name, answer in answers.items():
        monkeypatch.setattr(torch.cuda, name, lambda *_, _answer=answer, **__: _answer)
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)  # Or memory would be pinned, by its driver.
    monkeypatch.setattr(nn.Module, "compile", lambda *_, **__: None)  # There is nothing to compile for.
    monkeypatch.setattr(OnGpu, "process", os.getpid())
    torch.__future__.set_overwrite_module_params_on_conversion(True)
    try:
        with Pretence():
            yield
    finally:
        torch.__future__.set_overwrite_module_params_on_conversion(False)


class OnGpu(Tensor):
    """A tensor that torch takes for one on a GPU. numbers: what is in it."""

    numbers: Tensor
    process = 0  # The one whose card it is.
    gradients_flow = False

    @staticmethod
    def __new__(cls, numbers: Tensor) -> Self:
        made: Self = Tensor._make_subclass(
            cls, numbers, numbers.requires_grad, dispatch_device=True, device_for_backend_keys=GPU
        )
        made.numbers = numbers
        return made

    device = property(lambda _: GPU)
    is_cuda = property(lambda _: True)

    def __deepcopy__(self, memo: dict[int, Any]) -> "OnGpu":
        copied = OnGpu(self.numbers.detach().clone())
        copied.requires_grad = self.requires_grad
        copied._is_param = getattr(self, "_is_param", False)
        memo[id(self)] = copied
        return copied

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's own is none of a class.
        cls, operation: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if operation is torch.ops.prim.device.default:
            # Where gradients are kept or flow, torch itself would ask the driver about the card.
            return CPU if torch.is_grad_enabled() or cls.gradients_flow else GPU
        given = tree_leaves((args, kwargs))
        _refuse(operation, given)
        found = operation(*tree_map(_here, args), **tree_map(_here, kwargs or {}))
        target = (kwargs or {}).get("device") or GPU
        if target.type == "cpu" and not cls.gradients_flow:
            return found
        known = {id(one.numbers): one for one in given if isinstance(one, cls)}
        return tree_map(lambda value: _there(value, known), found)


def _here(value: Any) -> Any:
    return value.numbers if isinstance(value, OnGpu) else CPU if isinstance(value, torch.device) else value


def _there(value: Any, known: dict[int, OnGpu]) -> Any:
    """What was changed in place stays the tensor that it is."""
    return known.get(id(value), OnGpu(value)) if isinstance(value, Tensor) else value


def _refuse(operation: Any, given: Sequence[Any]) -> None:
    if os.getpid() != OnGpu.process:
        raise RuntimeError("Cannot re-initialize CUDA in forked subprocess.")
    strangers = [one for one in given if isinstance(one, Tensor) and not isinstance(one, OnGpu) and one.dim()]
    if strangers and operation._schema.name not in MAY_MIX:
        raise RuntimeError(f"Expected all tensors to be on the same device, but {operation} met one on the processor.")


class Pretence(TorchFunctionMode):
    """Tensors that are asked for on the card are made there, and none of them is read as if it lay here."""

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        name = getattr(function, "__name__", "")
        if name in SPECIAL and isinstance(args[0], OnGpu):
            return SPECIAL[name](function, *args, **kwargs)
        if name == "to":
            return _moved(function, *args, **kwargs)
        if name == "cuda":
            return _moved(Tensor.to, args[0], GPU)
        if name == "backward":
            return _back(function, *args, **kwargs)
        if torch.is_grad_enabled() and torch.is_autocast_enabled("cuda"):
            args, kwargs = _cast(name, (args, kwargs))
        if torch.device(kwargs.get("device") or CPU).type == "cuda":
            return OnGpu(function(*args, **{**kwargs, "device": CPU}))
        return function(*args, **kwargs)


def _moved(function: Any, source: Tensor, *args: Any, **kwargs: Any) -> Any:
    """Tensor.to in all its forms: a device, a dtype or another tensor, by place or by name."""
    words = [kwargs.pop("device", None), *args]
    words = [part for word in words for part in ((word.device, word.dtype) if isinstance(word, Tensor) else (word,))]
    places = [word for word in words if isinstance(word, torch.device | str)]
    words = [word for word in words if isinstance(word, torch.dtype)]
    kwargs.pop("non_blocking", None)
    target = torch.device(places[0]) if places else source.device
    stays = target.type == source.device.type
    start = source if stays else _here(source)
    found = function(start, *words, **kwargs) if words or kwargs else start
    return found if stays or target.type == "cpu" else OnGpu(found)


def _back(function: Any, *args: Any, **kwargs: Any) -> Any:
    OnGpu.gradients_flow = True
    try:
        return function(*args, **kwargs)
    finally:
        OnGpu.gradients_flow = False


def _cast(name: str, given: Any) -> Any:
    """Where gradients are kept, torch does not know that a tensor is one to cast: see __torch_dispatch__."""
    dtype = torch.bfloat16 if name in CAST_TO_HALF else torch.float32 if name in CAST_TO_FULL else None

    def cast(value: Any) -> Any:
        return value.to(dtype) if isinstance(value, OnGpu) and value.is_floating_point() else value

    return tree_map(cast, given) if dtype else given


def _not_from_here(*_: Any, **__: Any) -> Any:
    raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() first.")


def _normalised(_: Any, values: Tensor, mean: Tensor, variance: Tensor, *, weight: Any, bias: Any, **how: Any) -> Any:
    """The usual function asks the driver first which of its libraries is best."""
    how_much = (how["training"], how["momentum"], how["eps"])
    return torch.ops.aten.native_batch_norm(values, weight, bias, mean, variance, *how_much)[0]


SPECIAL: dict[str, Callable[..., Any]] = {
    "numpy": _not_from_here,
    "__array__": _not_from_here,
    "cpu": lambda _, one: one.numbers,
    "tolist": lambda _, one: one.numbers.tolist(),
    "new_tensor": lambda _, one, values, **how: OnGpu(torch.tensor(values, **{"dtype": one.dtype, **how})),
    "batch_norm": _normalised,
}
