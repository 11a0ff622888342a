"""Products of matrices in bfloat16 where the hardware has it, and losses in float32 all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torchvision.models.detection import FasterRCNN


def has_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is faster than float32 there, not only emulated."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # Not in every version.
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def autocast(device: torch.device, *, enabled: bool) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)


@contextmanager
def float32_losses(model: FasterRCNN) -> Iterator[None]:
    """What the heads say is made float32 before boxes are decoded and losses computed from it."""
    heads = (model.rpn.head, model.roi_heads.box_predictor)
    hooks = [head.register_forward_hook(lambda module, inputs, outputs: _as_float32(outputs)) for head in heads]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _as_float32(outputs: Any) -> Any:
    if isinstance(outputs, Tensor):
        return outputs.float()
    return type(outputs)(_as_float32(output) for output in outputs)
