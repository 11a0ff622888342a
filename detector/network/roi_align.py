"""RoIAlign as a weighted sum of rows.

Each bin of RoIAlign averages a few samples, each sample is an interpolation between four cells, so
a bin is a weighted sum of 16 cells. With the channels of a cell side by side in memory that is one
embedding bag over all bins, boxes, images and maps at once: vectorised, threaded, differentiable,
and in bfloat16 too, where torchvision's kernel for processors is a scalar loop.

The mathematics is torchvision's with aligned=False (He et al. 2017, and the choice of the map by
equation 1 of Lin et al., Feature Pyramid Networks, 2017).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.ops import MultiScaleRoIAlign


@dataclass(frozen=True)
class Grid:
    """Where the cells of one map lie in a table whose rows are, image by image, the cells of all maps."""

    height: int
    width: int
    scale: float  # Cells for one pixel of the network's input.
    start: int  # Row of its first cell among the cells of an image.


class BagRoIAlign(nn.Module):
    """A drop-in for MultiScaleRoIAlign, exact to 1e-4 in float32.

    output_size: bins on each side; sampling_ratio: samples in a bin on each axis, at least 1
    """

    def __init__(
        self,
        featmap_names: Sequence[str],
        output_size: int,
        sampling_ratio: int,
        *,
        canonical_scale: int = 224,
        canonical_level: int = 4,
    ) -> None:
        super().__init__()
        if sampling_ratio < 1:
            raise ValueError("A number of samples that depends on the box is not supported.")
        self.featmap_names = list(featmap_names)
        self.output_size = (output_size, output_size)
        self.sampling_ratio = sampling_ratio
        self.canonical_scale = canonical_scale
        self.canonical_level = canonical_level

    @classmethod
    def taking_over(cls, pool: "MultiScaleRoIAlign | BagRoIAlign") -> Self:
        height, width = pool.output_size
        if height != width:
            raise ValueError(f"Bins of {height} by {width} are not supported: give a square.")
        return cls(
            pool.featmap_names,
            height,
            pool.sampling_ratio,
            canonical_scale=pool.canonical_scale,
            canonical_level=pool.canonical_level,
        )

    def forward(
        self, maps: Mapping[str, Tensor], boxes: Sequence[Tensor], image_shapes: Sequence[tuple[int, int]]
    ) -> Tensor:
        """maps: [B, C, H, W] by name, the finest first; boxes: for each image [N, 4] in pixels at network size.

        Returns [sum of N, C, bins, bins] in the type of the maps.
        """
        used = [values for name, values in maps.items() if name in self.featmap_names]
        channels = used[0].shape[1]
        table = torch.cat([values.flatten(2).transpose(1, 2) for values in used], dim=1).flatten(0, 1)
        grids = self.grids([values.shape[-2:] for values in used], image_shapes)
        images = torch.cat([torch.full_like(of_image[:, 0], number) for number, of_image in enumerate(boxes)])
        rows = self.rows(table, torch.cat(list(boxes)), images, grids)
        side = self.output_size[0]
        return rows.view(-1, side, side, channels).permute(0, 3, 1, 2)

    def grids(self, sizes: Sequence[Sequence[int]], image_shapes: Sequence[tuple[int, int]]) -> list[Grid]:
        """sizes: height and width of each map, which lie one after the other in the table."""
        tallest = max(height for height, _ in image_shapes)
        grids, start = [], 0
        for height, width in sizes:
            grids.append(Grid(height, width, 2.0 ** round(math.log2(height / tallest)), start))
            start += height * width
        return grids

    def rows(self, table: Tensor, boxes: Tensor, images: Tensor, grids: Sequence[Grid]) -> Tensor:
        """table: [cells, C]; boxes: [N, 4]; images: [N] the image that each box lies in.

        Returns [N, bins * bins * C], the channels of a bin side by side.
        """
        boxes = boxes.float()
        level = self.levels(boxes, grids)
        geometry = boxes.new_tensor([[grid.height, grid.width, grid.scale] for grid in grids])[level]
        height, width, scale = geometry.unbind(1)
        start = _integers([grid.start for grid in grids], table)[level]
        start = start + images.to(torch.int32) * (grids[-1].start + grids[-1].height * grids[-1].width)
        x1, y1, x2, y2 = (boxes * scale[:, None]).unbind(1)
        columns, across = self._axis(x1, x2, width)
        lines, down = self._axis(y1, y2, height)
        lines = lines * width.to(torch.int32)[:, None, None] + start[:, None, None]
        indices = lines[:, :, None, :, None] + columns[:, None, :, None, :]
        weights = down[:, :, None, :, None] * across[:, None, :, None, :]
        taps = lines.shape[2] * columns.shape[2]
        offsets = torch.arange(0, indices.numel(), taps, dtype=torch.int32, device=table.device)
        bins = F.embedding_bag(
            indices.reshape(-1), table, offsets, mode="sum", per_sample_weights=weights.reshape(-1).to(table.dtype)
        )
        return bins.view(len(boxes), self.output_size[0] ** 2 * table.shape[1])

    def levels(self, boxes: Tensor, grids: Sequence[Grid]) -> Tensor:
        """Equation 1 of the pyramid's paper, as a place in grids: [N]."""
        sides = ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).sqrt()
        finest, coarsest = (-round(math.log2(grid.scale)) for grid in (grids[0], grids[-1]))
        level = torch.floor(self.canonical_level + torch.log2(sides / self.canonical_scale) + 1e-6)
        return level.clamp(finest, coarsest).long() - finest

    def _axis(self, low: Tensor, high: Tensor, cells: Tensor) -> tuple[Tensor, Tensor]:
        """The cells that each bin takes along one axis, and their shares: [N, bins, 2 * samples] both."""
        bins, samples = self.output_size[0], self.sampling_ratio
        steps = (torch.arange(bins * samples, dtype=low.dtype, device=low.device) + 0.5) / (bins * samples)
        places = low[:, None] + steps * (high - low).clamp(min=1.0)[:, None]
        last = cells[:, None] - 1
        inside = (places >= -1.0) & (places <= cells[:, None])
        places = torch.minimum(places.clamp(min=0.0), last)
        before = places.floor()
        share = places - before
        after = torch.minimum(before + 1, last)
        shares = torch.stack([1 - share, share], dim=2) * (inside / samples)[:, :, None]
        shape = (len(low), bins, 2 * samples)
        return torch.stack([before, after], dim=2).to(torch.int32).view(shape), shares.view(shape)


def _integers(values: Sequence[int], like: Tensor) -> Tensor:
    return torch.tensor(values, dtype=torch.int32, device=like.device)
