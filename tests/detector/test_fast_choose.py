"""The self-check keeps the fastest back end that sees what the plain model sees, and no other."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from detector import checkpoint
from detector.fast import choice as choices
from detector.fast import choose, openvino
from detector.fast.agreement import agreement
from detector.fast.backends import BF16, F32, INT8, TorchBackend
from detector.fast.choice import EXACT, Choice, Trial, predictor_for, predictor_of
from detector.fast.choose import choose_backend
from detector.fast.openvino import NotCalibrated, OpenVinoBackend
from detector.fast.predictor import Predictor
from detector.pixels import Pixels
from detector.structures import Detector, Example
from tests.detector.lively import lively, noise
from tests.detector.pictures import example

PICTURES = [noise(128, 96, seed=seed) for seed in range(3)]
needs_openvino = pytest.mark.skipif(not openvino.is_available(), reason="OpenVINO is not installed")
needs_nncf = pytest.mark.skipif(not openvino.is_available(INT8), reason="NNCF is not installed")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return lively()


@pytest.fixture(scope="module")
def truth(detector: Detector) -> list[Example]:
    """What the detector itself is surest of."""
    predictor = Predictor.exact(detector)
    ids = np.array([category.id for category in detector.categories])
    return [as_truth(predictor, picture, ids) for picture in PICTURES]


def as_truth(predictor: Predictor, picture: Pixels, ids: np.ndarray) -> Example:
    (found,) = predictor.detect([picture], tighten=False, max_detections=5)
    return example(found.boxes.tolist(), ids[found.labels - 1].tolist())


def trial_of(choice: Choice, name: str) -> Trial:
    return next(trial for trial in choice.trials if trial.backend == name)


def test_float32_is_always_right(detector: Detector) -> None:
    choice = choose_backend(detector, PICTURES, candidates=[EXACT])
    assert choice.backend == EXACT
    assert trial_of(choice, EXACT).matched == 1.0
    assert trial_of(choice, EXACT).mean_iou > 0.999
    assert trial_of(choice, EXACT).speed > 0


def test_who_takes_batches_is_timed_with_whole_ones(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    class Wide(TorchBackend):
        batch = 4

    def counting(predictor: Predictor, pictures: list[Pixels]) -> float:
        sizes.append(len(pictures))
        return 1.0

    monkeypatch.setattr(choose, "backend_named", lambda name, detector, **_: Wide(detector.model))
    monkeypatch.setattr(choose, "_seconds", counting)
    choice = choose_backend(detector, PICTURES, candidates=["torch-bf16"])
    assert set(sizes) == {1, 4}
    assert trial_of(choice, "torch-bf16").speed == 4


@needs_openvino
def test_float32_in_openvino_sees_the_same(detector: Detector) -> None:
    trial = trial_of(choose_backend(detector, PICTURES, candidates=["openvino-f32"]), "openvino-f32")
    assert trial.accepted
    assert trial.matched == 1.0
    assert trial.mean_iou > 0.999


@needs_openvino
def test_after_many_pictures_of_one_size_a_graph_of_their_own_sees_the_same(
    detector: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino, "WORTH_A_GRAPH", 3)
    predictor = Predictor(detector, OpenVinoBackend(detector.model, precision=F32))
    exact = Predictor.exact(detector)
    usual, other = noise(128, 96), noise(96, 120, seed=1)
    for picture in (usual, usual, usual, usual, other, usual):
        (found,), (expected,) = (one.detect([picture], tighten=False) for one in (predictor, exact))
        agreed = agreement([(expected, found)], sure=0.05)
        assert agreed.matched == 1.0
        assert agreed.mean_iou > 0.999


def test_a_back_end_that_sees_otherwise_is_not_chosen(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dim(TorchBackend):
        """As fast as float32, but half blind."""

        def head(self, rows: torch.Tensor) -> torch.Tensor:
            return super().head(rows) * 0.2

    monkeypatch.setattr(choose, "backend_named", lambda name, detector, **_: Dim(detector.model))
    choice = choose_backend(detector, PICTURES, candidates=["torch-bf16"])
    assert not trial_of(choice, "torch-bf16").accepted
    assert choice.backend == EXACT


def test_what_loses_precision_on_the_truth_is_not_chosen(
    detector: Detector, truth: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "LEAST_MATCHED", {F32: 0.0, BF16: 0.0, INT8: 0.0})
    without_truth = choose_backend(detector, PICTURES, candidates=["torch-bf16"])
    assert without_truth.backend == "torch-bf16"
    monkeypatch.setattr(choose, "MOST_LOSS", -1.0)
    choice = choose_backend(detector, PICTURES, truth, candidates=["torch-bf16"])
    assert trial_of(choice, "torch-bf16").ap50_loss is not None
    assert choice.backend == EXACT


@needs_nncf
def test_eight_bits_are_tried_where_the_truth_is_known_and_are_kept(
    detector: Detector, truth: list[Example], tmp_path: Path
) -> None:
    name = "openvino-int8"
    assert choose_backend(detector, PICTURES, candidates=[name]).trials == ()
    choice = choose_backend(detector, PICTURES, truth, candidates=[name], folder=tmp_path)
    assert trial_of(choice, name).ap50_loss is not None
    kept = sorted(path.name for path in tmp_path.glob("*.xml"))
    again = OpenVinoBackend(detector.model, precision=INT8, folder=tmp_path)  # Without calibration.
    assert again.name == name
    assert sorted(path.name for path in tmp_path.glob("*.xml")) == kept
    with pytest.raises(NotCalibrated):
        OpenVinoBackend(detector.model, precision=INT8)


@needs_openvino
def test_after_training_of_the_heads_alone_the_body_is_not_made_again(tmp_path: Path) -> None:
    detector = lively()
    OpenVinoBackend(detector.model, precision=F32, folder=tmp_path)
    before = set(tmp_path.glob("*.xml"))
    with torch.no_grad():
        detector.model.roi_heads.box_head.fc6.bias += 1
        detector.model.rpn.head.bbox_pred.bias += 1
    OpenVinoBackend(detector.model, precision=F32, folder=tmp_path)
    new = {path.name.split("-")[0] for path in set(tmp_path.glob("*.xml")) - before}
    assert new == {"neck", "head"}


def test_without_openvino_torch_does_it(detector: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "is_available", lambda precision: False)
    assert {trial.backend.split("-")[0] for trial in choose_backend(detector, PICTURES).trials} == {"torch"}
    stored = Choice(backend="openvino-bf16", trials=(accepted("torch-bf16", 2.0), accepted("torch-f32", 1.0)))
    assert predictor_of(detector, stored).backend.name == "torch-bf16"
    weights = checkpoint.save(detector.model, detector.metadata, tmp_path)
    assert predictor_for(weights, choice=Choice(backend="openvino-int8")).backend.name == EXACT


def test_a_choice_survives_being_stored() -> None:
    choice = Choice(backend="torch-bf16", cut=0.2, trials=(accepted("torch-bf16", 2.0),))
    assert Choice.from_json(json.loads(json.dumps(choice.to_json()))) == choice


def accepted(backend: str, speed: float) -> Trial:
    return Trial(backend=backend, cut=0.0, speed=speed, matched=1.0, mean_iou=1.0, ap50_loss=None, accepted=True)


@needs_nncf
def test_nobody_is_told_of_the_use_of_openvino() -> None:
    program = """
import sys
from detector.fast import openvino
openvino._openvino()
import nncf.telemetry.wrapper as wrapper, openvino.tools.ovc.telemetry_utils as utils
print(sys.modules["openvino_telemetry"], utils.tm.__name__, type(wrapper.telemetry).__name__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "openvino.tools.ovc.telemetry_stub", "MagicMock"]


@needs_openvino
def test_signals_are_heard_when_back_ends_have_gone() -> None:
    code = """
import faulthandler, gc, os, signal
faulthandler.enable()  # Gives the thread a stack for signals, as pytest and many servers do.
heard = []
signal.signal(signal.SIGUSR1, lambda *_: heard.append("heard"))
from detector.fast.openvino import OpenVinoBackend
from tests.detector.pictures import small
model = small().model
backends = [OpenVinoBackend(model, precision="f32") for _ in range(2)]
while backends:
    backends.pop(0)
    gc.collect()
os.kill(os.getpid(), signal.SIGUSR1)
print(*heard)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["heard"]), done.stderr
