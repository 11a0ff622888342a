"""Images in, renditions out, and which side of the split an image falls on."""

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from annotator.errors import AnnotatorError, RefusedImage
from annotator.models import Box, Evaluation, Image, Job, Project
from annotator.services import blobs, jobs
from annotator.services.unused_files import delete_unused_files
from detector.images import ImageHeader, ImageRefused, encode_rendition, verify

Rendition = Literal["file", "thumbnail", "preview"]

THUMBNAIL_SIDE = 320
PREVIEW_SIDE = 1600
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/webp": ".webp",
}


@dataclass(frozen=True)
class UploadRow:
    """What became of one uploaded file."""

    file_name: str
    image: Image | None = None
    is_new: bool = False
    error: AnnotatorError | None = None

    @property
    def status(self) -> Literal["added", "duplicate", "refused"]:
        if self.image is None:
            return "refused"
        return "added" if self.is_new else "duplicate"


@dataclass(frozen=True)
class _Checked:
    """A file that is a picture: its bytes, what its header says, and its hash."""

    file_name: str
    content: bytes
    header: ImageHeader
    sha256: str

    @property
    def stored_as(self) -> str:
        return blobs.image_name(self.sha256, SUFFIXES[self.header.media_type])


def add_image(
    project: Project, *, file_name: str, content: bytes, uploaded_by: User | None = None, group: str = ""
) -> UploadRow:
    """Add one image; the same bytes again give the image that is there. Raises RefusedImage."""
    [row] = add_images(project, [(file_name, content)], uploaded_by=uploaded_by, group=group)
    if row.error:
        raise row.error
    return row


def add_images(
    project: Project, files: Iterable[tuple[str, bytes]], *, uploaded_by: User | None = None, group: str = ""
) -> list[UploadRow]:
    """Check, store and register files, each on its own: a refused one does not stop the rest.

    files: (name as the user has it, bytes)
    group: near copies (frames of one video, pictures of one patient) share one and stay on one side
        of the split; by default every image is a group of its own
    Raises StorageFull before anything is stored.
    """
    blobs.require_free_space()
    # Decoding and syncing release the interpreter's lock: two cores are worth two threads.
    with ThreadPoolExecutor(4) as pool:
        checked = list(pool.map(_check, files))
        pictures = {row.sha256: row for row in checked if isinstance(row, _Checked)}
        known = _by_sha256(project, pictures)
        new = [row for sha256, row in pictures.items() if sha256 not in known]
        list(pool.map(lambda row: blobs.put_bytes(row.stored_as, row.content), new))
    added = _register(project, new, uploaded_by=uploaded_by, group=group)
    for row in new:
        if not blobs.exists(row.stored_as):  # Deleted elsewhere since, before anybody could see that it is wanted.
            blobs.put_bytes(row.stored_as, row.content)
    return [_row(row, known=known, added=added) for row in checked]


def _check(file: tuple[str, bytes]) -> _Checked | UploadRow:
    name, content = clean_file_name(file[0]), file[1]
    try:
        header = verify(content)
    except ImageRefused as refusal:
        error = RefusedImage(f"{name}: {refusal.message}", code=refusal.code, hint=refusal.hint)
        return UploadRow(file_name=name, error=error)
    return _Checked(name, content, header, hashlib.sha256(content).hexdigest())


def clean_file_name(file_name: str) -> str:
    """The name to show and to export: forward slashes, no control characters, no way out of a folder."""
    printable = "".join(char for char in file_name.replace("\\", "/") if char.isprintable())
    parts = [part.strip() for part in printable.encode("utf-8", "ignore").decode().split("/")]
    name = "/".join(part for part in parts if part not in ("", ".", ".."))
    return name[-255:] or "unnamed"


def _by_sha256(project: Project, hashes: Iterable[str]) -> dict[str, Image]:
    return {image.sha256: image for image in project.images.filter(sha256__in=list(hashes))}


def _register(project: Project, new: Sequence[_Checked], *, uploaded_by: User | None, group: str) -> dict[str, Image]:
    """One insert for all; a file that somebody else added in this moment is theirs."""
    if not new:
        return {}
    with transaction.atomic():
        threshold = holdout_share(project.images.count() + len(new))
        splits = _known_splits(project, [group]) if group else {}
        rows = [
            _image(project, row, uploaded_by=uploaded_by, group=group or row.sha256, threshold=threshold, splits=splits)
            for row in new
        ]
        Image.objects.bulk_create(rows, ignore_conflicts=True)
        added = _by_sha256(project, [row.sha256 for row in new])
        jobs.enqueue(project, "prepare", params={"images": sorted(image.pk for image in added.values())})
    return added


def _image(
    project: Project,
    row: _Checked,
    *,
    uploaded_by: User | None,
    group: str,
    threshold: float,
    splits: dict[str, str],
) -> Image:
    return Image(
        project=project,
        file=row.stored_as,
        sha256=row.sha256,
        file_name=row.file_name,
        width=row.header.width,
        height=row.header.height,
        orientation=row.header.orientation,
        media_type=row.header.media_type,
        browser_ready=row.header.browser_ready,
        byte_size=len(row.content),
        group=group,
        split=splits.setdefault(group, draw_split(project.salt, group, threshold=threshold)),
        uploaded_by=uploaded_by,
        priority=_fraction(row.sha256),
    )


def _known_splits(project: Project, groups: Sequence[str]) -> dict[str, str]:
    return dict(project.images.filter(group__in=groups).values_list("group", "split"))


def holdout_share(image_count: int) -> float:
    """The share of images kept to measure models: 12 %, between 12 and 200 images, at most a quarter."""
    target = min(max(0.12 * image_count, 12), 200)
    return min(0.25, target / max(image_count, 1))


def draw_split(salt: str, group: str, *, threshold: float) -> str:
    """Where a group falls, by its hash and never by its content; decided once, when its first image comes."""
    drawn = _fraction(hashlib.sha256(f"{salt}\0{group}".encode()).hexdigest())
    return Image.Split.HOLDOUT if drawn < threshold else Image.Split.TRAIN


def _fraction(sha256: str) -> float:
    """A hash read as a number in [0, 1)."""
    return int(sha256[:13], 16) / 16**13


def _row(checked: _Checked | UploadRow, *, known: dict[str, Image], added: dict[str, Image]) -> UploadRow:
    if isinstance(checked, UploadRow):
        return checked
    image = added.pop(checked.sha256, None)  # Popped: the same bytes twice in one batch are new once.
    if image is not None:
        known[checked.sha256] = image
    return UploadRow(checked.file_name, image=known[checked.sha256], is_new=image is not None)


def rendition(image: Image, kind: Rendition) -> tuple[str, str]:
    """The stored name and media type of the image as a browser should get it, made at the first call.

    file: full size, upright; the stored bytes themselves where a browser shows them as they should look
    thumbnail, preview: WebP with a long side of 320 or 1600 pixels, without metadata
    """
    if kind == "file" and image.browser_ready:
        return image.file.name, image.media_type
    side = {"file": None, "thumbnail": THUMBNAIL_SIDE, "preview": PREVIEW_SIDE}[kind]
    name = blobs.rendition_name(image.sha256, kind, ".webp" if side else ".png")
    if not blobs.exists(name):
        content = blobs.read_bytes(image.file.name)
        blobs.put_bytes(name, encode_rendition(content, max_side=side, format="WEBP" if side else "PNG", quality=70))
    return name, "image/webp" if side else "image/png"


def delete_image(image: Image) -> None:
    """Delete an image with its boxes and history, and its files where no other project has them."""
    names = [*_names_of(image), *_traces(Job.objects.filter(project=image.project_id, params__image=image.pk))]
    image.delete()
    delete_unused_files(names)


def file_names(project: Project) -> list[str]:
    """Every stored file that the project's rows name, and the renditions made of them."""
    names = names_of_images(project.images.all())
    names += project.model_versions.exclude(weights="").values_list("weights", flat=True)
    names += project.dataset_versions.values_list("manifest", flat=True)
    names += Evaluation.objects.filter(model_version__project=project).values_list("file", flat=True)
    names += project.exports.values_list("file", flat=True)
    names += project.jobs.filter(kind=Job.Kind.IMPORT).values_list("params__file", flat=True)
    return names + _traces(project.jobs.all())


def names_of_images(images: QuerySet[Image]) -> list[str]:
    """Their files, and the renditions made of them."""
    return [name for image in images.only("file", "sha256") for name in _names_of(image)]


def _names_of(image: Image) -> list[str]:
    made = [("file", ".png"), ("thumbnail", ".webp"), ("preview", ".webp"), ("tiles", ".zip")]
    return [image.file.name, *(blobs.rendition_name(image.sha256, kind, suffix) for kind, suffix in made)]


def _traces(jobs: QuerySet[Job]) -> list[str]:
    made = jobs.filter(kind=Job.Kind.TRACE, result__file__isnull=False)
    return list(made.values_list("result__file", flat=True))


def counts(project: Project) -> dict[str, int]:
    """How many images there are, in each state and in the hold-out, and how many boxes."""
    state = Image.State
    holdout = Q(split=Image.Split.HOLDOUT)
    found = project.images.aggregate(
        images=Count("id"),
        **{name: Count("id", filter=Q(state=name)) for name in state.values},
        holdout=Count("id", filter=holdout),
        holdout_done=Count("id", filter=holdout & Q(state=state.DONE)),
    )
    return {**found, "boxes": Box.objects.filter(image__project=project).count()}
