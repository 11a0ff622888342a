"""The graphs in OpenVINO, which has kernels for bfloat16 and eight bits that torch lacks on processors.

Optional, and imported here alone: is_available says whether it is there. Neither it nor NNCF tells
anybody anything: both go without the package that would, where it cannot be imported.
"""

import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN

from detector.fast.backends import BF16, F32, INT8
from detector.fast.dense import DIVISOR, Body, Dense, Neck, Sizes, folded, map_sizes
from detector.fast.heads import FusedPredictor, head_of

TELEMETRY = "openvino_telemetry"
LAST_LAYERS = (".*cls_logits.*", ".*bbox_pred.*")  # Small, and every rounding in them moves proposals.
EXAMPLE = (4 * DIVISOR, 5 * DIVISOR)  # Height and width to trace with; any other will do as well.

WORTH_A_GRAPH = 24  # Pictures of one size in a row, after which as many more are likely.

Inputs = tuple[Tensor, ...]
Shape = tuple[int, ...]


class NotCalibrated(Exception):
    """Eight bits need either kept graphs or pictures to calibrate with."""


def is_available(precision: str = F32) -> bool:
    packages = ("openvino", "nncf") if precision == INT8 else ("openvino",)
    return all(importlib.util.find_spec(name) is not None for name in packages)


class OpenVinoBackend:
    """The graphs in one precision, for one picture at a time. They are kept in folder, by their weights' hash.

    Raises NotCalibrated.
    """

    device = torch.device("cpu")
    batch = 1
    few_shapes = False

    def __init__(
        self,
        model: FasterRCNN,
        *,
        precision: str,
        folder: Path | None = None,
        calibration: Sequence[Tensor] = (),
    ) -> None:
        self.name = f"openvino-{precision}"
        self.last = FusedPredictor(model)
        parts = Parts(model)
        store = Store(precision, folder)
        self._dense = DenseGraph(
            store.model("body", parts, lambda: ((picture,) for picture in calibration)),
            store.model("neck", parts, lambda: (parts.body(picture) for picture in calibration)),
            precision,
        )
        # Eight bits gain nothing here, and cost precision.
        head = F32 if precision == F32 else BF16
        self._head = Graph(Store(head, folder).model("head", parts, tuple), head)

    def dense(self, pictures: Tensor) -> tuple[Dense, Sizes]:
        return self._dense(pictures)

    def head(self, rows: Tensor) -> Tensor:
        (features,) = self._head(rows)
        return features


class Graph:
    """A compiled graph. What it answers is overwritten by the next call."""

    def __init__(self, model: Any, precision: str) -> None:
        settings = {
            "INFERENCE_PRECISION_HINT": "f32" if precision == F32 else "bf16",
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # Two processes would be pinned to the same core.
        }
        compiled = _core().compile_model(model, "CPU", settings)
        self._request = compiled.create_infer_request()
        self._outputs = len(compiled.outputs)

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        self._request.infer([values.contiguous().numpy() for values in inputs], share_inputs=True, share_outputs=True)
        return tuple(torch.from_numpy(self._request.get_output_tensor(place).data) for place in range(self._outputs))


class DenseGraph:
    """Body and neck, which are kept apart, as one graph: what passes between them stays within it.

    A graph for one size of pictures needs less memory still and is quicker, but takes seconds to make. So the first
    size gets its own, and so does one that many pictures in a row have; otherwise there is one for any size.
    """

    def __init__(self, body: Any, neck: Any, precision: str) -> None:
        self._precision = precision
        self._maps = [result.input_value(0) for result in body.get_results()]
        for parameter, values in zip(neck.get_parameters(), self._maps, strict=True):
            parameter.output(0).replace(values)
        self._model = _openvino().Model(neck.get_results(), body.get_parameters(), "dense")
        self._sizes: dict[Shape, Sizes] = {}
        self._graph: Graph | None = None
        self._made_for: Shape | None = None  # None: for any size.
        self._latest: Shape | None = None
        self._in_a_row = 0

    def __call__(self, pictures: Tensor) -> tuple[Dense, Sizes]:
        shape = tuple(pictures.shape)
        if shape not in self._sizes:
            with self._reshaped(shape):
                self._sizes[shape] = map_sizes(values.get_shape() for values in self._maps)
        return Dense(*self._graph_for(shape)(pictures)), self._sizes[shape]

    def _graph_for(self, shape: Shape) -> Graph:
        self._in_a_row = self._in_a_row + 1 if shape == self._latest else 1
        self._latest = shape
        graph = self._graph
        if graph is None or (self._made_for is None and self._in_a_row >= WORTH_A_GRAPH):
            return self._make(shape)
        return graph if self._made_for in (shape, None) else self._make(None)

    def _make(self, shape: Shape | None) -> Graph:
        self._graph = None  # Its memory goes before the next one's comes.
        with self._reshaped(shape) if shape else nullcontext():
            graph = Graph(self._model, self._precision)
        self._graph, self._made_for = graph, shape
        return graph

    @contextmanager
    def _reshaped(self, shape: Shape) -> Iterator[None]:
        self._model.reshape(list(shape))
        try:
            yield
        finally:
            self._model.reshape(_any_size(shape))


class Parts:
    """The graphs of a model as torch has them, made when they are asked for."""

    def __init__(self, model: FasterRCNN) -> None:
        self.model = model

    @cached_property
    def _copied(self) -> FasterRCNN:
        return folded(self.model)

    @cached_property
    def body(self) -> nn.Module:
        return Body(self._copied)

    @cached_property
    def neck(self) -> nn.Module:
        return Neck(self._copied)

    @cached_property
    def head(self) -> nn.Module:
        return head_of(self._copied)

    def example(self, name: str) -> Inputs:
        """What may go into a graph, to trace it with."""
        picture = torch.zeros(1, 3, *EXAMPLE)
        if name == "body":
            return (picture,)
        if name == "neck":
            maps: Inputs = self.body(picture)
            return maps
        bins = self.model.roi_heads.box_roi_pool.output_size[0] ** 2
        return (torch.zeros(2, bins * self.model.backbone.out_channels),)

    def state(self, name: str) -> dict[str, Tensor]:
        """All the weights that a graph depends on."""
        owners = {"body": ("backbone.body.",), "neck": ("backbone.fpn.", "rpn.head."), "head": ("roi_heads.box_head.",)}
        return {key: values for key, values in self.model.state_dict().items() if key.startswith(owners[name])}


@dataclass(frozen=True)
class Store:
    """Converts graphs, and keeps what took long."""

    precision: str
    folder: Path | None

    def model(self, name: str, parts: Parts, calibration: Callable[[], Iterable[Inputs]]) -> Any:
        kept = self.folder / f"{self._key(name, parts)}.xml" if self.folder else None
        if kept and kept.exists():
            return _core().read_model(kept)
        with torch.inference_mode():
            model = _converted(getattr(parts, name), parts.example(name))
            if self.precision == INT8:
                model = _quantized(model, list(calibration()))
        if kept:
            _write(model, kept)
        return model

    def _key(self, name: str, parts: Parts) -> str:
        """The hash of all that a graph depends on: its weights, and who converts them."""
        version = importlib.metadata.version("openvino")
        digest = hashlib.sha256(f"{version} {parts.model.backbone} {self.precision == INT8}".encode())
        for key, values in parts.state(name).items():
            digest.update(key.encode())
            digest.update(values.contiguous().numpy().tobytes())
        return f"{name}-{digest.hexdigest()}"


def _converted(module: nn.Module, example: Inputs) -> Any:
    """For pictures of any size, and any number of rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It traces, which torch would have it do otherwise.
        model = _openvino().convert_model(module, example_input=example)
    model.reshape({place: _any_size(values.shape) for place, values in enumerate(example)})
    return model


def _any_size(shape: Sequence[int]) -> list[int]:
    return [1, shape[1], -1, -1] if len(shape) == 4 else [-1, shape[1]]


def _quantized(model: Any, calibration: list[Inputs]) -> Any:
    if not calibration:
        raise NotCalibrated("Eight bits need images to calibrate with.")
    _openvino()  # Which sees to it that both are silent.
    nncf = importlib.import_module("nncf")
    nncf.set_log_level(40)  # Errors.
    inputs = nncf.Dataset(calibration, lambda values: [value.numpy() for value in values])
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # It draws bars.
        return nncf.quantize(
            model,
            inputs,
            subset_size=len(calibration),
            ignored_scope=nncf.IgnoredScope(patterns=list(LAST_LAYERS), validate=False),
        )


def _write(model: Any, path: Path) -> None:
    """Both files of a graph, that which is looked for last."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        _openvino().save_model(model, unfinished, compress_to_fp16=False)
        unfinished.with_suffix(".bin").replace(path.with_suffix(".bin"))
        unfinished.replace(path)


@cache
def _openvino() -> Any:
    sys.modules[TELEMETRY] = None  # type: ignore[assignment]  # How an import is forbidden.
    return importlib.import_module("openvino")


@cache
def _core() -> Any:
    """One for the whole process, never destroyed.

    Each core gives the thread a stack for signals, and puts the one before back when it goes. Of two that go in the
    order they came, the second puts back the first one's, which is no longer there: the next signal ends the process.
    """
    return _openvino().Core()
