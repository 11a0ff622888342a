"""Stages 1 and 2: the network's input, and the maps of its pyramid."""

import math
from typing import Any

import torch
from torch import Tensor

from detector.fast.watching import Stage
from detector.trace.drawing import data_url, drawn, rounded, scaled
from detector.trace.sight import Level, Sight, root_mean_square

CHANNELS = 6  # Of each map, those that vary most.


def input_stage(sight: Sight) -> dict[str, Any]:
    height, width = sight.size
    padded = sight.look.batch.padded
    values = sight.look.batch.pictures[0, :, :height, :width]
    mean, deviation = sight.predictor.normalisation
    return {
        "ms": sight.clock.ms(Stage.INPUT),
        "shape": [1, 3, *padded],
        "size": [height, width],
        "scale": rounded(sight.picture.scale, 6),
        "padding": {"right": padded[1] - width, "bottom": padded[0] - height},
        "mean": rounded(mean),
        "std": rounded(deviation),
        "range": rounded([values.min().item(), values.max().item()]),
        "picture": data_url(_with_padding(sight)),
    }


def _with_padding(sight: Sight) -> Tensor:
    """[3, H, W] uint8. Padding is 0 once the mean colour is taken off, so it is that colour."""
    mean, _ = sight.predictor.normalisation
    color = (torch.tensor(mean) * 255).round().to(torch.uint8)
    canvas = color[:, None, None].repeat(1, *sight.look.batch.padded)
    height, width = sight.size
    canvas[:, :height, :width] = sight.picture.values
    return canvas


def features_stage(sight: Sight) -> dict[str, Any]:
    """The time is that of all convolutions: body, pyramid, and those that the proposals are read from."""
    return {"ms": sight.clock.ms(Stage.FEATURES), "levels": [_level(sight, level) for level in sight.levels]}


def _level(sight: Sight, level: Level) -> dict[str, Any]:
    height, width = level.size
    valid = [min(side, math.ceil(pixels / level.stride)) for side, pixels in zip(level.size, sight.size, strict=True)]
    channels = level.cells.T.reshape(-1, height, width)
    heat = drawn(root_mean_square(level.cells).view(1, height, width))
    values, limits = scaled(heat)
    return {
        "name": level.name,
        "stride": level.stride,
        "shape": [1, *channels.shape],
        "size": [height, width],
        "valid": valid,
        "drawn": list(heat.shape[1:]),
        "heat": values,
        "range": limits,
        "channels": _channels(channels, valid),
    }


def _channels(channels: Tensor, valid: list[int]) -> list[dict[str, Any]]:
    """channels: [C, h, w]; valid: height and width of what is no padding"""
    seen = channels[:, : valid[0], : valid[1]].flatten(1)
    most = seen.var(1, correction=0).topk(min(CHANNELS, len(channels))).indices.tolist()
    found = []
    for index in most:
        values, limits = scaled(drawn(channels[index : index + 1]))
        found.append({"index": index, "values": values, "range": limits})
    return found
