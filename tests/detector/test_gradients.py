"""Two processes with a picture each learn what one process learns from both.

The gradients are averaged over processes, and each loss is a mean over what was sampled. Both are the
same numbers when every picture brings the same number of samples; so here all anchors and proposals are
samples, no norm mixes the pictures of a batch, and double precision leaves no near ties among scores.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torchvision.models.detection import FasterRCNN

from detector import distributed
from detector.distributed import Group
from detector.network.model import build_detector
from tests.detector.commanding import torchrun

ROOT = Path(__file__).parents[2]
SIDE = 64
ALL = 1_000_000
Batch = tuple[list[Tensor], list[dict[str, Tensor]]]


def network() -> FasterRCNN:
    torch.manual_seed(3)
    model: FasterRCNN = build_detector("small", 3, frozen_norm=True)
    matcher, sampler = model.rpn.proposal_matcher, model.rpn.fg_bg_sampler
    matcher.high_threshold = matcher.low_threshold = 0.4  # Nothing is left between object and background.
    sampler.batch_size_per_image = model.roi_heads.fg_bg_sampler.batch_size_per_image = ALL
    sampler.positive_fraction = model.roi_heads.fg_bg_sampler.positive_fraction = 0.5
    model.rpn.nms_thresh = 1.0  # Nothing is suppressed: as many proposals from each picture.
    model.rpn._pre_nms_top_n = model.rpn._post_nms_top_n = {"training": 30, "testing": 30}
    model.double().train()
    return model


def pictures(places: Sequence[int]) -> Batch:
    """Noise with two boxes; another one at each place."""
    images, targets = [], []
    for place in places:
        random = torch.Generator().manual_seed(place)
        images.append(torch.rand(3, SIDE, SIDE, generator=random, dtype=torch.float64))
        corners = torch.rand(2, 2, generator=random, dtype=torch.float64) * 20
        boxes = torch.cat([corners, corners + 24 + 4 * place], 1)
        targets.append({"boxes": boxes, "labels": torch.tensor([1, 2])})
    return images, targets


def gradients(group: Group, places: Sequence[int]) -> dict[str, Tensor]:
    model = network()
    wrapped = group.wrap(model)
    losses = wrapped(*pictures(places))
    torch.autograd.backward(list(losses.values()))
    return {name: weight.grad for name, weight in model.named_parameters() if weight.grad is not None}


def alone(places: Sequence[int]) -> dict[str, Tensor]:
    return gradients(Group(device=torch.device("cpu")), places)


def differences(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> dict[str, float]:
    """The largest difference of each parameter's gradients, as a share of its largest gradient."""
    return {name: float((ours[name] - theirs[name]).abs().max() / ours[name].abs().max()) for name in ours}


@pytest.fixture(scope="module")
def of_two_processes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tensor]:
    folder = tmp_path_factory.mktemp("gradients")
    torchrun("tests.detector.test_gradients", str(folder))
    first, second = (load_file(folder / f"{rank}.safetensors") for rank in (0, 1))
    assert all(torch.equal(first[name], second[name]) for name in first)
    return first


def test_two_processes_have_the_gradients_of_one_with_twice_the_batch(of_two_processes: dict[str, Tensor]) -> None:
    both = alone([0, 1])
    assert both.keys() == of_two_processes.keys()
    assert any(name.startswith("backbone.body.stem") for name in both)
    assert max(differences(both, of_two_processes).values()) < 1e-9


@pytest.mark.parametrize("place", [0, 1])
def test_a_picture_alone_has_others(of_two_processes: dict[str, Tensor], place: int) -> None:
    assert min(differences(alone([place]), of_two_processes).values()) > 1e-3


if __name__ == "__main__":
    group = distributed.join("cpu")
    save_file(gradients(group, [group.rank]), Path(sys.argv[1]) / f"{group.rank}.safetensors")
    distributed.leave()
