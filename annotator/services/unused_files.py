"""Files that no row names any more. Contents are shared between projects, and somebody may store the same bytes in the
very moment in which they are deleted elsewhere: whose row comes first keeps its file, whose row comes later finds it
gone and stores it again (`images.add_images`)."""

from collections.abc import Sequence
from pathlib import Path

from annotator.models import DatasetVersion, Evaluation, Export, Image, Job, ModelVersion
from annotator.services import blobs

AT_ONCE = 500  # In one query.


def delete_unused_files(names: Sequence[str]) -> None:
    """Delete those of the files that no row names, nor, for what is made of an image, the image's."""
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        used = _used_hashes(some)
        _delete([name for name in some if _hash_in(name) not in used])


def _delete(names: Sequence[str]) -> None:
    # Out of the way first, and then one more look at the rows: a row that was not there by now is stored after this,
    # and whoever stores it looks for its file.
    away = {name: path for name in names if (path := blobs.take_away(name))}
    used = _used_hashes(list(away))
    for name, path in away.items():
        if _hash_in(name) in used:
            blobs.bring_back(name, path)
        else:
            path.unlink()


def _hash_in(name: str) -> str:
    """A file is named by its content, or by that of the image that it was made of."""
    return Path(name).name.split(".")[0]


def _used_hashes(names: Sequence[str]) -> set[str]:
    """Of those in the names. One look for an image and what was made of it: both have its hash."""
    hashes = {_hash_in(name) for name in names}
    used = set(Image.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    named = [
        ModelVersion.objects.filter(weights__in=names).values_list("weights", flat=True),
        DatasetVersion.objects.filter(manifest__in=names).values_list("manifest", flat=True),
        Evaluation.objects.filter(file__in=names).values_list("file", flat=True),
        Export.objects.filter(file__in=names).values_list("file", flat=True),
        Job.objects.filter(params__file__in=names).values_list("params__file", flat=True),
    ]
    return used | {_hash_in(name) for rows in named for name in rows}
