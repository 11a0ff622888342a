"""What can go wrong with a detector, in words for the person who started it.

Each error has a code for programs, a message with the values at hand and a hint that says what to
do next. Refused images are not among them: those are `detector.images.ImageRefused`.
"""

import errno

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # What the operating system calls a full disk.


class DetectorError(Exception):
    code = "detector_error"
    hint = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint


class AnnotationsRefused(DetectorError):
    code = "annotations_refused"
    hint = "Give a COCO file with images, annotations and categories."


class CheckpointRefused(DetectorError):
    """A weights file that is not ours, not whole, or does not fit. code tells which."""

    def __init__(self, code: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.code = code


class DeviceUnavailable(DetectorError):
    code = "device_unavailable"
    hint = "Choose the device auto or cpu, or install a PyTorch that supports this one."


class DiskFull(DetectorError):
    code = "disk_full"
    hint = "Free some space and start again. What was there before is untouched."


class KindUnknown(DetectorError):
    code = "kind_unknown"


class NoImages(DetectorError):
    code = "no_images"
    hint = "Finish some images first: a detector learns from images whose boxes a person has confirmed."


class NoBoxes(DetectorError):
    code = "no_boxes"
    hint = "Draw some boxes first: from empty images alone a detector learns to find nothing."


class NotAdaptable(DetectorError):
    """Nothing that the box head alone could learn."""

    code = "not_adaptable"


class OutOfMemory(DetectorError):
    code = "out_of_memory"
    hint = "Choose a smaller detector, such as small, or close what else uses the memory."


class TensorBoardMissing(DetectorError):
    code = "tensorboard_missing"
    hint = "Install it with pip install 'boxloop[tensorboard]', or train without --tensorboard."


class TrainingDiverged(DetectorError):
    code = "training_diverged"
    hint = "Train again from the start weights instead of this model, and look for boxes that make no sense."

    def __init__(self, step: int, losses: dict[str, float]) -> None:
        named = ", ".join(f"{name} {value:g}" for name, value in losses.items())
        super().__init__(f"The loss was no longer a number at step {step}: {named}.")
        self.step = step
        self.losses = losses


class WeightsUnavailable(DetectorError):
    code = "weights_unavailable"
