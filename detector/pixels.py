"""A picture as the networks take it: upright, RGB, scaled in eight bits to network size.

Training and prediction both come through here, so that a network sees the same pixels in both.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from detector import images
from detector.images import ImageRefused


@dataclass(frozen=True, kw_only=True, eq=False)
class Pixels:
    values: Tensor  # [3, h, w] uint8
    width: int  # Of the original, upright.
    height: int

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels at network size for one of the original, across and down."""
        _, height, width = self.values.shape
        return width / self.width, height / self.height


def read_pixels(source: bytes | Path, *, min_size: int, max_size: int) -> Pixels:
    """Raises ImageRefused, also for a file that is not there."""
    content = source if isinstance(source, bytes) else _content(source)
    header = images.read_header(content)
    size = network_size(header.width, header.height, min_size=min_size, max_size=max_size)
    values = torch.from_numpy(images.load_at_least(content, width=size[0], height=size[1])).permute(2, 0, 1)
    return Pixels(values=_resized(values, *size), width=header.width, height=header.height)


def _resized(values: Tensor, width: int, height: int) -> Tensor:
    """[3, h, w] uint8, bilinear over all that a pixel covers, without leaving eight bits."""
    if values.shape[1:] != (height, width):
        (values,) = F.interpolate(values[None], size=(height, width), mode="bilinear", antialias=True)
    return values.contiguous()


def network_size(width: int, height: int, *, min_size: int, max_size: int) -> tuple[int, int]:
    """Scaled until the shorter side has min_size or the longer one max_size, whichever comes first."""
    scale = min(min_size / min(width, height), max_size / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImageRefused(
            "image_not_readable",
            f"{path.name} cannot be read: {error.strerror}.",
            "Look whether the file is in the images folder, under this very name.",
        ) from error
