"""COCO weights come over the line that is really used, here from a small file on this machine."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest
import safetensors.torch
import torch
from torch import Tensor
from torchvision.models import detection
from torchvision.ops.misc import FrozenBatchNorm2d

from detector.errors import CheckpointRefused, WeightsUnavailable
from detector.network import weights
from detector.structures import Category
from detector.training.start import OnNotice, Start, choose_start, with_head_for

KIND = "fasterrcnn_mobilenet_v3_large_320_fpn"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    """What torchvision publishes, but with random numbers: 91 classes, frozen norms."""
    torch.manual_seed(2)
    model = getattr(detection, KIND)(weights=None, weights_backbone=None, num_classes=91)
    return {name: tensor for name, tensor in model.state_dict().items() if "num_batches_tracked" not in name}


@pytest.fixture(scope="module")
def published(state: dict[str, Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    torch.save(state, folder / "weights.pth")
    digest = hashlib.sha256((folder / "weights.pth").read_bytes()).hexdigest()
    return (folder / "weights.pth").rename(folder / f"weights-{digest[:8]}.pth")


def publish(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    meta = weights.PUBLISHED[KIND].meta
    monkeypatch.setitem(weights.PUBLISHED, KIND, SimpleNamespace(url=url, meta=meta))


def begin(*, on_notice: OnNotice) -> Start:
    return choose_start("coco", kind=KIND, device=CPU, examples=[], on_progress=lambda *_: None, on_notice=on_notice)


class InterruptedWork(Exception):
    pass


@pytest.fixture
def trickle() -> Iterator[str]:
    """The address of a server that sends a part of what it announces, and no more until the test is over."""
    over = Event()

    class Trickle(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"x" * 300_000)
            self.wfile.flush()
            over.wait(30)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Trickle) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        over.set()
        server.shutdown()


@pytest.fixture
def online(published: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    publish(monkeypatch, published.as_uri())
    return published


def test_coco_weights_are_downloaded_once_and_kept(online: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []
    detector = weights.coco_detector(KIND, on_progress=lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1] > 0
    assert weights.cached_file(KIND).read_bytes() == online.read_bytes()
    publish(monkeypatch, f"file:///nowhere/{online.name}")
    again = weights.coco_detector(KIND)
    assert again.metadata == detector.metadata


def test_a_coco_detector_knows_the_80_categories_and_detects_what_torchvision_does(
    online: Path, state: dict[str, Tensor]
) -> None:
    detector = weights.coco_detector(KIND)
    assert len(detector.categories) == 80
    assert detector.categories[0] == Category(id=1, name="person")
    assert detector.categories[79] == Category(id=90, name="toothbrush")
    assert any(isinstance(module, FrozenBatchNorm2d) for module in detector.model.modules())
    assert not detector.model.training
    predictor = detector.model.roi_heads.box_predictor
    last = state["roi_heads.box_predictor.cls_score.weight"][90]
    assert torch.equal(predictor.cls_score.weight[80], last)
    assert torch.equal(detector.model.state_dict()["backbone.body.0.0.weight"], state["backbone.body.0.0.weight"])


def test_no_internet_is_said_in_words_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, "http://127.0.0.1:1/weights-0123456789.pth")
    with pytest.raises(WeightsUnavailable, match="could not be loaded") as refused:
        weights.coco_detector(KIND)
    assert refused.value.code == "weights_unavailable"
    assert "weights-0123456789.pth" in refused.value.hint
    assert "small" in refused.value.hint


def test_whoever_hears_of_a_download_can_stop_it(
    published: Path, trickle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, f"{trickle}/{published.name}")
    monkeypatch.setattr(weights, "POLL_SECONDS", 0.01)
    heard: list[int] = []

    def listen(done: int, total: int) -> None:
        heard.append(done)
        if done > 0:
            raise InterruptedWork

    with pytest.raises(InterruptedWork):
        weights.coco_detector(KIND, on_progress=listen)
    assert 0 < heard[-1] <= 300_000
    assert list(weights.cached_file(KIND).parent.iterdir()) == []


def test_a_download_with_another_hash_is_not_kept(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = published.with_name("forged-00000000.pth")
    forged.write_bytes(published.read_bytes())
    publish(monkeypatch, forged.as_uri())
    with pytest.raises(WeightsUnavailable, match="hash"):
        weights.coco_detector(KIND)
    assert not weights.cached_file(KIND).exists()


def test_a_damaged_copy_is_replaced(online: Path) -> None:
    kept = weights.cached_file(KIND)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(online.read_bytes()[:1000])
    assert len(weights.coco_detector(KIND).categories) == 80
    assert kept.read_bytes() == online.read_bytes()


def test_weights_are_at_hand_once_their_file_is_there() -> None:
    assert weights.at_hand() == ()
    kept = weights.cached_file(KIND)
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert weights.at_hand() == (KIND,)


def test_small_has_no_published_weights() -> None:
    with pytest.raises(WeightsUnavailable, match="small"):
        weights.coco_detector("small")


def test_coco_weights_as_safetensors_do_as_well(state: dict[str, Tensor], tmp_path: Path) -> None:
    file = tmp_path / "coco.safetensors"
    safetensors.torch.save_file(state, file)
    assert len(weights.coco_detector(KIND, file=file).categories) == 80
    with pytest.raises(CheckpointRefused) as refused:
        weights.coco_detector("fasterrcnn_resnet50_fpn", file=file)
    assert refused.value.code == "checkpoint_mismatch"


def test_the_kind_is_read_off_published_weights(state: dict[str, Tensor]) -> None:
    assert weights.kind_of(state) == "fasterrcnn_mobilenet_v3_large_fpn"
    assert weights.kind_of({"rpn.head.conv.1.0.weight": torch.zeros(1)}) == "fasterrcnn_resnet50_fpn_v2"
    assert weights.kind_of({"backbone.body.layer1.0.conv1.weight": torch.zeros(1)}) == "fasterrcnn_resnet50_fpn"


def test_names_are_matched_in_any_case_and_number() -> None:
    labels = weights.match_categories(["Person", "humans", "CARS", "buses", "motorbike", "cell_phone", "RBC", "skis"])
    names = {name: weights.coco_categories()[label - 1].name for name, label in labels.items()}
    assert names == {
        "Person": "person",
        "humans": "person",
        "CARS": "car",
        "buses": "bus",
        "motorbike": "motorcycle",
        "cell_phone": "cell phone",
        "skis": "skis",
    }


def test_a_training_starts_with_what_coco_knows_of_its_categories(online: Path, state: dict[str, Tensor]) -> None:
    start = begin(on_notice=lambda *_: None)
    # The id of another world's person must not be taken for COCO's bicycle.
    categories = [Category(id=2, name="cell"), Category(id=7, name="People")]
    predictor = with_head_for(start, categories, None, lean=True).model.roi_heads.box_predictor
    rows = state["roi_heads.box_predictor.cls_score.weight"]
    assert torch.equal(predictor.cls_score.weight[0], rows[0])
    assert torch.equal(predictor.cls_score.weight[2], rows[1])
    assert not (rows == predictor.cls_score.weight[1]).all(1).any()


def test_a_training_goes_on_without_weights_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, "http://127.0.0.1:1/weights-0123456789.pth")
    notices: list[str] = []
    start = begin(on_notice=lambda code, *_: notices.append(code))
    assert notices == ["weights_unavailable"]
    assert (start.kind, start.source, str(start.origin)) == (KIND, None, "none")
