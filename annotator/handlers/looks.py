"""What images look like at first sight, worked out once for each and kept."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.models import Descriptor, Image
from annotator.services import blobs, images
from detector.acquisition.descriptors import LENGTH, describe
from detector.images import ImageRefused

ROWS_PER_COMMIT = 100

Bytes = NDArray[np.uint8]


def descriptors_of(rows: Sequence[Image], *, on_progress: Callable[[float], None]) -> dict[int, Bytes]:
    """By image id. One that cannot be read looks like nothing at all.

    on_progress: is told the share that is done
    """
    ids = [image.pk for image in rows]
    known = dict(Descriptor.objects.filter(image__in=ids).values_list("image", "values"))
    found = {image_id: np.frombuffer(bytes(values), np.uint8) for image_id, values in known.items()}
    missing = [image for image in rows if image.pk not in found]
    for start in range(0, len(missing), ROWS_PER_COMMIT):
        some = missing[start : start + ROWS_PER_COMMIT]
        new = {}
        for done, image in enumerate(some, start=start):
            on_progress(done / len(missing))
            new[image.pk] = _look_at(image)
        _keep(new)
        found |= new
    return found


def _look_at(image: Image) -> Bytes:
    try:
        name, _ = images.rendition(image, "thumbnail")
        return describe(blobs.read_bytes(name))
    except (ImageRefused, OSError):
        return np.zeros(LENGTH, np.uint8)


def _keep(found: dict[int, Bytes]) -> None:
    there = set(Image.objects.filter(pk__in=found).values_list("pk", flat=True))  # One may be deleted by now.
    rows = [Descriptor(image_id=image_id, values=values.tobytes()) for image_id, values in found.items()]
    Descriptor.objects.bulk_create([row for row in rows if row.image_id in there], ignore_conflicts=True)
