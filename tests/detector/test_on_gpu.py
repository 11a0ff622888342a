"""All that a detector does on a GPU: on the machine's own where it has one, else on one that is pretended."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch._inductor.config

from detector import checkpoint
from detector.__main__ import main
from detector.fast import backend_check, choose
from detector.fast.agreement import agreement
from detector.fast.backends import CudaBackend
from detector.fast.choice import backend_named
from detector.fast.dense import Body, Neck, folded
from detector.fast.predictor import Predictor
from detector.predict import predict
from detector.structures import Detections, Detector
from tests.detector.lively import lively, noise
from tests.detector.pictures import Folder, small

# A pretended one has no memory to pin.
pytestmark = pytest.mark.filterwarnings("ignore:'pin_memory' argument is set as true but no accelerator is found")

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(3)
    detector = small()
    return checkpoint.save(detector.model, detector.metadata, tmp_path / "models")


@pytest.fixture
def run(gpu: torch.device, folder: Folder, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of the detector on these pictures; gives what it says last."""

    def said(command: str, *words: str | Path) -> dict[str, Any]:
        where = [] if command in {"trace", "pretrain-shapes"} else ["--images", str(folder.path)]
        assert main([command, *map(str, words), *where, "--device", str(gpu), "--json"]) == 0
        last: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return last

    return said


def on_gpu(gpu: torch.device) -> tuple[Detector, Predictor]:
    detector = lively()
    detector.model.to(gpu)
    return detector, Predictor(detector, backend_named("cuda-bf16", detector))


def test_a_batch_shows_what_float32_shows_one_at_a_time(gpu: torch.device) -> None:
    pixels = [noise(128, 96, seed=seed) for seed in range(3)]
    expected = [Predictor.exact(lively()).detect([one])[0] for one in pixels]
    found = on_gpu(gpu)[1].detect(pixels)
    agreed = agreement(zip(expected, found, strict=True), sure=0.05)
    assert agreed.boxes > 100
    assert agreed.matched > 0.9
    assert agreed.mean_iou > 0.95
    assert any((one.spread > 0).any() for one in found)


def test_the_convolutions_are_in_bfloat16_and_what_they_say_is_made_boxes_in_float32(gpu: torch.device) -> None:
    _, predictor = on_gpu(gpu)
    with torch.inference_mode():
        look = predictor.look([noise(128, 96)], predictor.finisher(), True)
    assert look.batch.pictures.shape[0] == predictor.backend.batch > 1
    assert {values.dtype for values in look.dense} == {torch.bfloat16}
    assert {values.dtype for values in (look.proposals.boxes, look.seen.outputs, look.kept.boxes)} == {torch.float32}
    assert {values.device for values in (*look.dense, look.proposals.boxes, look.kept.boxes)} == {gpu}


def test_a_stream_of_many_shapes_keeps_its_order_and_gives_the_memory_back(
    gpu: torch.device, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: given_back.append(True))
    _, predictor = on_gpu(gpu)
    sizes = [(128, 96), (96, 128), (96, 96), (160, 90)] * 10
    pictures = [(number, noise(*size, seed=number)) for number, size in enumerate(sizes)]
    found = list(predict(predictor, pictures))
    assert [number for number, _ in found] == list(range(40))
    assert given_back == [True]
    for (_, picture), (_, seen) in zip(pictures, found, strict=True):
        assert isinstance(seen, Detections)
        assert len(seen)
        assert (seen.boxes[:, 2:] <= np.array([picture.width, picture.height])).all()


def test_the_back_end_for_gpus_proves_itself_and_is_among_what_is_chosen_from(
    gpu: torch.device,
    folder: Folder,
    model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choose, "TIMED", 1)  # Of speed a pretended GPU says nothing.
    monkeypatch.setattr(choose, "ROUNDS", 1)
    files = ["--annotations", str(folder.coco), "--images", str(folder.path)]
    assert backend_check.main(["--weights", str(model), *files, "--device", str(gpu)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["device"] == "cuda"
    accepted = {trial["backend"] for trial in told["trials"] if trial["accepted"]}
    assert {"torch-f32", "cuda-bf16"} <= accepted
    assert not any("openvino" in trial["backend"] for trial in told["trials"])


@pytest.mark.parametrize("kind", ["small", "fasterrcnn_resnet50_fpn"])
def test_what_a_gpu_compiles_is_whole_graphs(kind: str) -> None:
    """Without a break, and with what is said unchanged. For this no GPU is needed."""
    model, pictures = folded(lively(kind).model), torch.rand(2, 3, 96, 128)
    body, neck = Body(model), Neck(model)
    how: dict[str, Any] = {"fullgraph": True, "dynamic": False, "backend": "aot_eager"}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        expected = neck(*body(pictures))
        found = torch.compile(neck, **how)(*torch.compile(body, **how)(pictures))
    for ours, compiled in zip(expected, found, strict=True):
        assert torch.equal(ours, compiled)


def test_where_nothing_can_be_compiled_it_is_computed_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch._inductor.config, "force_disable_caches", True)
    monkeypatch.setattr(torch._inductor.config.cpp, "cxx", ("no-such-compiler",))
    torch._dynamo.reset()
    detector, pixels = lively(), [noise(128, 96)]
    found = Predictor(detector, CudaBackend(detector.model)).detect(pixels)
    torch._dynamo.reset()
    agreed = agreement(zip(Predictor.exact(detector).detect(pixels), found, strict=True), sure=0.05)
    assert agreed.boxes > 30
    assert agreed.matched > 0.9


@pytest.mark.parametrize("mode", ["thorough", "quick"])
def test_a_training_ends_with_weights_that_a_processor_can_use(
    mode: str, run: Run, folder: Folder, model: Path, tmp_path: Path
) -> None:
    files = ["--train", folder.coco, "--holdout", folder.coco, "--out", tmp_path / "out"]
    told = run("train", *files, "--start", model, "--mode", mode, "--epochs", "1")
    assert (told["event"], told["mode"]) == ("finished", mode)
    assert told["metrics"]["images"] == 6
    (found,) = Predictor.exact(checkpoint.load(Path(told["weights"]))).detect([noise(96, 64)])
    assert np.isfinite(found.boxes).all()


def test_the_box_head_takes_in_corrections(run: Run, folder: Folder, model: Path, tmp_path: Path) -> None:
    files = ["--train", folder.coco, "--holdout", folder.coco, "--out", tmp_path / "out"]
    told = run("adapt", *files, "--start", model, "--seconds", "1")
    assert (told["event"], told["mode"]) == ("finished", "instant")


def test_images_are_looked_at_by_detectors_that_learnt_from_the_others(
    run: Run, folder: Folder, model: Path, tmp_path: Path
) -> None:
    files = ["--train", folder.coco, "--out", tmp_path / "looks.json"]
    run("crosscheck", *files, "--folds", "2", "--start", model, "--epochs", "1")
    assert (tmp_path / "looks.json").exists()


def test_a_model_is_measured(run: Run, folder: Folder, model: Path) -> None:
    assert run("evaluate", "--weights", model, "--annotations", folder.coco)["metrics"]["images"] == 6


def test_results_are_written_for_a_folder(run: Run, folder: Folder, model: Path, tmp_path: Path) -> None:
    run("predict", "--weights", model, "--annotations", folder.coco, "--out", tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text())


def test_one_look_is_traced_through_its_six_stages(run: Run, folder: Folder, model: Path, tmp_path: Path) -> None:
    run("trace", "--weights", model, "--image", folder.path / "1.png", "--out", tmp_path / "trace.json")
    assert len(json.loads((tmp_path / "trace.json").read_text())["stages"]) == 6


def test_shapes_are_learnt_from(run: Run, tmp_path: Path) -> None:
    assert run("pretrain-shapes", "--images", "4", "--out", tmp_path)["event"] == "pretrained"


def test_the_gpu_refuses_what_lies_elsewhere(gpu: torch.device) -> None:
    there, here = torch.ones(3, device=gpu), torch.ones(3)
    with pytest.raises(RuntimeError, match="same device"):
        there + here
    with pytest.raises(TypeError, match="can't convert"):
        np.asarray(there)
    assert (there + there.cpu().to(gpu) * torch.tensor(2)).tolist() == [3, 3, 3]
    assert there[torch.tensor([0, 2])].device == gpu


def test_the_gpu_refuses_a_process_that_was_forked(gpu: torch.device) -> None:
    there = torch.ones(3, device=gpu)
    child = os.fork()
    if not child:
        try:
            there + there
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
