"""Maps are kept by what they depend on, within bounds, and a damaged file only costs time."""

from pathlib import Path

import pytest
import torch

from detector.structures import Detector
from detector.training.feature_cache import FeatureCache, MapKey, Maps, body_hash, compute_maps, file_hash
from tests.detector.pictures import small

KEY = MapKey("body" * 16, "file" * 16, 64, 96, mirrored=False)


def maps(value: float = 1.0, *, side: int = 8) -> Maps:
    levels = {"0": torch.full((2, side, side), value, dtype=torch.bfloat16), "pool": torch.zeros(2, 1, 1).bfloat16()}
    return Maps(levels=levels, height=64, width=96)


@pytest.fixture(scope="module")
def detector() -> Detector:
    torch.manual_seed(1)
    return small()


def test_maps_are_those_of_the_network_rounded(detector: Detector) -> None:
    picture = torch.randint(0, 256, (3, 50, 70), dtype=torch.uint8)
    found = compute_maps(detector, picture)
    model = detector.model.train()  # Its transform then leaves the size alone.
    images, _ = model.transform([picture.float() / 255])
    with torch.no_grad():
        expected = model.eval().backbone(images.tensors)
    assert (found.height, found.width) == (50, 70)
    assert list(found.levels) == list(expected) == ["0", "1", "2", "pool"]
    for name, level in found.levels.items():
        torch.testing.assert_close(level, expected[name][0].bfloat16(), rtol=0.01, atol=0.01)


def test_what_was_computed_once_is_not_computed_again(detector: Detector) -> None:
    cache, picture = FeatureCache(), torch.zeros(3, 64, 96, dtype=torch.uint8)
    first = cache.maps(KEY, detector, picture)
    assert cache.maps(KEY, detector, picture) is first
    assert cache.maps(KEY._replace(mirrored=True), detector, picture) is not first


def test_the_least_lately_used_goes_when_memory_is_full() -> None:
    one = maps().nbytes
    cache = FeatureCache(memory=2 * one)
    keys = [KEY._replace(height=height) for height in (1, 2, 3)]
    cache.put(keys[0], maps())
    cache.put(keys[1], maps())
    cache.get(keys[0])
    cache.put(keys[2], maps())
    assert [cache.get(key) is not None for key in keys] == [True, False, True]


def test_another_training_finds_the_maps_on_disk(tmp_path: Path) -> None:
    FeatureCache(folder=tmp_path).put(KEY, maps(2.5))
    found = FeatureCache(folder=tmp_path).get(KEY)
    assert found
    assert set(found.levels["0"].flatten().tolist()) == {2.5}
    assert list(found.levels) == ["0", "pool"]
    assert (found.height, found.width) == (64, 96)


def test_the_folder_stays_within_its_bound(tmp_path: Path) -> None:
    cache = FeatureCache(folder=tmp_path, memory=0, disk=1500)
    for height in range(10):
        cache.put(KEY._replace(height=64, width=height), maps(side=12))
    files = list(tmp_path.rglob("*.safetensors"))
    assert 1 <= len(files) <= 2
    assert cache.get(KEY._replace(width=9))
    assert cache.get(KEY._replace(width=0)) is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    FeatureCache(folder=tmp_path).put(KEY, maps())
    (file,) = tmp_path.rglob("*.safetensors")
    file.write_bytes(file.read_bytes()[:40])
    assert FeatureCache(folder=tmp_path).get(KEY) is None


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = FeatureCache(folder=tmp_path / "file")
    cache.put(KEY, maps())
    assert cache.get(KEY)


def test_a_body_is_known_by_its_weights_and_not_by_its_head(detector: Detector) -> None:
    before = body_hash(detector.model)
    twin = small()
    twin.model.load_state_dict(detector.model.state_dict())
    with torch.no_grad():
        twin.model.roi_heads.box_predictor.cls_score.bias.add_(1)
    assert body_hash(twin.model) == before
    with torch.no_grad():
        twin.model.backbone.fpn.inner_blocks[0][0].bias.add_(1)
    assert body_hash(twin.model) != before


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    for name, content in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        (tmp_path / name).write_bytes(content)
    assert file_hash(tmp_path / "a") == file_hash(tmp_path / "b") != file_hash(tmp_path / "c")


def test_keys_that_differ_have_files_that_differ() -> None:
    keys = [KEY, KEY._replace(width=5), KEY._replace(mirrored=True), KEY._replace(file="other" * 16)]
    assert len({key.file_name for key in keys}) == 4
