"""Quick training: the same losses as the whole network's, with a body that stands still."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from detector.dataset import PixelStore, TrainingSet, read_annotations
from detector.distributed import Group
from detector.network.model import KINDS, build_from
from detector.structures import Detector, Metadata, TrainConfig
from detector.training.feature_cache import FeatureCache
from detector.training.quick import AfterPyramid, MapSet, room_needed, together
from detector.training.recipes import Mode
from detector.training.train import Clock, fine_tune
from tests.detector.pictures import CATEGORIES, Folder, small

QUICK = TrainConfig(mode="quick", steps_per_epoch=2, epochs=1, batch_size=2)
CPU = torch.device("cpu")


def lessons(folder: Folder, detector: Detector, config: TrainConfig = QUICK, *, count: int = 3) -> MapSet:
    examples = read_annotations(folder.coco, folder.path).examples[:count]
    sides = detector.metadata
    pixels = PixelStore([one.path for one in examples], min_size=sides.min_size, max_size=sides.max_size)
    pixels.load()
    return MapSet(examples, pixels, CATEGORIES, config, detector=detector, cache=FeatureCache())


def learn(detector: Detector, taught: TrainingSet, config: TrainConfig = QUICK) -> None:
    fine_tune(
        detector,
        taught,
        config,
        group=Group(device=CPU),
        clock=Clock(steps=config.epochs * config.steps_per_epoch),
        on_step=lambda step: None,
        on_epoch=lambda epoch: None,
    )


def changed(detector: Detector, before: dict[str, Tensor]) -> set[str]:
    """The parts of the network whose weights moved."""
    after = detector.model.state_dict()
    return {".".join(name.split(".")[:2]) for name in after if not torch.equal(after[name], before[name])}


def copy_of(detector: Detector) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in detector.model.state_dict().items()}


def test_the_losses_are_those_of_the_whole_network(folder: Folder) -> None:
    detector = small()
    taught = lessons(folder, detector)
    pictures, targets = zip(*(taught[index] for index in range(2)), strict=True)
    whole = detector.model.train()
    whole.backbone.eval()
    images = []
    for index, maps in enumerate(pictures):
        values = taught.pixels[index].values.float() / 255
        plain = taught.cache.get(taught.key(index, taught.pixels[index], mirrored=False))
        images.append(values if maps is plain else values.flip(2))
    torch.manual_seed(3)
    expected = whole(images, list(targets))
    network = AfterPyramid(whole).train()
    torch.manual_seed(3)
    losses = network(list(pictures), list(targets))
    assert set(losses) == set(expected)
    for name, loss in losses.items():
        assert float(loss) == pytest.approx(float(expected[name]), rel=0.05, abs=0.02)


def test_body_and_pyramid_stand_still_while_the_rest_learns(folder: Folder) -> None:
    detector = small()
    before = copy_of(detector)
    learn(detector, lessons(folder, detector))
    assert changed(detector, before) == {"rpn.head", "roi_heads.box_head", "roi_heads.box_predictor"}


def test_in_an_instant_only_the_box_head_learns(folder: Folder) -> None:
    detector, config = small(), replace(QUICK, mode=Mode.INSTANT)
    before = copy_of(detector)
    learn(detector, lessons(folder, detector, config), config)
    assert changed(detector, before) == {"roi_heads.box_head", "roi_heads.box_predictor"}


def test_the_same_seed_gives_the_same_weights_in_bfloat16_too(folder: Folder) -> None:
    config, weights = replace(QUICK, bfloat16=True, average_weights=True), []
    for _ in range(2):
        torch.manual_seed(5)
        detector = small()
        learn(detector, lessons(folder, detector, config), config)
        weights.append(copy_of(detector))
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_boxes_are_mirrored_with_their_pictures(folder: Folder) -> None:
    detector = small()
    taught = lessons(folder, detector, count=1)
    boxes = [taught[0][1]["boxes"] for _ in range(20)]
    width = taught.pixels[0].values.shape[2]
    plain = taught.target(0, taught.pixels[0])[0]
    mirrored = torch.stack([width - plain[:, 2], plain[:, 1], width - plain[:, 0], plain[:, 3]], 1)
    assert any(torch.equal(one, plain) for one in boxes)
    assert any(torch.equal(one, mirrored) for one in boxes)
    assert all(torch.equal(one, plain) or torch.equal(one, mirrored) for one in boxes)


def test_pictures_of_different_sizes_lie_in_one_batch(folder: Folder) -> None:
    detector = small()
    cache = FeatureCache()
    taught = lessons(folder, detector)
    key = taught.key(0, taught.pixels[0], mirrored=False)
    wide = cache.maps(key, detector, torch.zeros(3, 64, 96, dtype=torch.uint8))
    tall = cache.maps(key._replace(height=96, width=40), detector, torch.zeros(3, 96, 40, dtype=torch.uint8))
    levels, images = together([wide, tall], CPU, torch.float32)
    assert images.tensors.shape == (2, 3, 96, 96)
    assert images.image_sizes == [(64, 96), (96, 40)]
    assert levels["0"].shape[2:] == (12, 12)
    assert levels["0"][0, :, 8:].abs().sum() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_quickly(folder: Folder, kind: str) -> None:
    metadata = Metadata(kind=kind, categories=CATEGORIES, anchors=None, min_size=64, max_size=96)
    detector = Detector(model=build_from(metadata), metadata=metadata)
    before = copy_of(detector)
    learn(detector, lessons(folder, detector, count=2), replace(QUICK, steps_per_epoch=1))
    assert not any(part.startswith("backbone") for part in changed(detector, before))


def test_the_room_for_maps_is_foreseen(folder: Folder) -> None:
    detector = small()
    taught = lessons(folder, detector)
    one = taught.cache.maps(taught.key(0, taught.pixels[0], mirrored=False), detector, taught.pixels[0].values)
    assert room_needed(detector, taught.pixels) == 2 * 3 * one.nbytes
