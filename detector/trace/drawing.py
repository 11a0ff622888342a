"""Numbers as bytes for a browser: maps in eight bits, a picture as WebP."""

import base64
import io
import math
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

MAP_SIDE = 128  # Cells of a drawn map, at most.
PICTURE_SIDE = 800
QUALITY = 75
SCORE_DIGITS, PIXEL_DIGITS = 4, 1


def drawn(values: Tensor, *, best: bool = False) -> Tensor:
    """[N, h, w] -> the same with at most MAP_SIDE cells a side, each the mean, or the best, of those it covers."""
    factor = math.ceil(max(values.shape[1:]) / MAP_SIDE)
    if factor < 2:
        return values
    if best:
        return F.max_pool2d(values, factor, ceil_mode=True)
    return F.avg_pool2d(values, factor, ceil_mode=True, count_include_pad=False)


def scaled(values: Tensor) -> tuple[str, list[float]]:
    """Any values as base64 of eight bits each, and the least and greatest, which became 0 and 255."""
    low, high = (float(edge) for edge in values.aminmax()) if values.numel() else (0.0, 0.0)
    shares = (values - low) / max(high - low, torch.finfo(torch.float32).tiny)
    return in_bytes(shares), [round(low, SCORE_DIGITS), round(high, SCORE_DIGITS)]


def in_bytes(shares: Tensor) -> str:
    """Values in 0..1 as base64 of eight bits each."""
    content = (shares * 255).round().to(torch.uint8).cpu().numpy().tobytes()
    return base64.b64encode(content).decode()


def data_url(values: Tensor) -> str:
    """[3, h, w] uint8 as a WebP whose longer side has at most PICTURE_SIDE pixels."""
    picture = Image.fromarray(values.permute(1, 2, 0).contiguous().cpu().numpy())
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY, method=2)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def rounded(values: ArrayLike, digits: int = SCORE_DIGITS) -> list[Any]:
    """As lists that JSON holds in few digits."""
    array: NDArray[np.float64] = np.asarray(values, dtype=np.float64).round(digits)
    found: list[Any] = array.tolist()
    return found


def corners(boxes: ArrayLike) -> list[Any]:
    return rounded(boxes, PIXEL_DIGITS)
