"""Import files: taken in, put in the queue, and recognised by their content: COCO, COCO results, VOC, YOLO."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User

from annotator.errors import ImportTooLarge, InvalidImport, InvalidInput
from annotator.formats import archive, coco, coco_results, strict_json, voc, yolo
from annotator.formats.records import CategoryRecord, Contents, Id, ImageRecord
from annotator.models import Image, Job, Project
from annotator.services import blobs, jobs, matching

ANNOTATIONS, PREDICTIONS = "annotations", "predictions"
STATES = (Image.State.DONE.value, Image.State.TODO.value)
SUFFIXES = (".xml", ".json", ".txt", ".yaml", ".yml", ".names")
CLASS_TABLES = ("classes.txt", "obj.names", "data.yaml", "data.yml")
DARKNET_LISTS = ("train.txt", "val.txt", "valid.txt", "test.txt")
BLOCK = 2**20

Member = tuple[str, bytes]


def start_import(
    project: Project,
    *,
    file: IO[bytes],
    file_name: str,
    kind: str = ANNOTATIONS,
    model_name: str = "",
    state: str = Image.State.DONE,
    raw_pixels: bool | None = None,
    dry_run: bool = False,
    by: User | None = None,
) -> Job:
    """Keep the file and put its import in the queue; the report becomes the job's result.

    Raises InvalidInput for an unknown kind or state, ImportTooLarge, StorageFull.
    """
    if kind not in (ANNOTATIONS, PREDICTIONS):
        raise InvalidInput(f"“{kind}” cannot be imported.", field="kind", hint="Choose annotations or predictions.")
    if state not in STATES:
        raise InvalidInput(f"Imported images cannot be “{state}”.", field="state", hint="Choose done or todo.")
    name = _keep(file, suffix=Path(file_name).suffix.lower()[:10])
    params = {
        "file": name,
        "file_name": file_name[:255],
        "kind": kind,
        "model_name": model_name[:200],
        "state": state,
        "raw_pixels": raw_pixels,
        "dry_run": dry_run,
    }
    return jobs.enqueue(project, Job.Kind.IMPORT, params=params, created_by=by)


def _keep(file: IO[bytes], *, suffix: str) -> str:
    """Copy the file into the storage, block by block, up to the limit."""
    blobs.require_free_space()
    digest, byte_size = hashlib.sha256(), 0
    with blobs.new_file() as path:
        with path.open("wb") as copy:
            while block := file.read(BLOCK):
                byte_size += len(block)
                strict_json.refuse_too_large(byte_size)
                digest.update(block)
                copy.write(block)
        name = blobs.import_name(digest.hexdigest(), suffix if suffix.removeprefix(".").isalnum() else "")
        blobs.put_file(name, path)
    return name


def forget_file(job: Job) -> None:
    """Delete the file of a refused import, unless another one has the same."""
    name = job.params["file"]
    others = Job.objects.filter(kind=Job.Kind.IMPORT, params__file=name).exclude(pk=job.pk)
    if not others.exists():
        blobs.delete(name)


def read_file(project: Project, path: Path, *, file_name: str = "", kind: str = ANNOTATIONS) -> Contents:
    """What the file says, whatever format it has. Raises InvalidImport, ImportTooLarge.

    file_name: as the user has it, for messages, and for the image that a VOC file without a word about it is of
    """
    file_name = file_name or path.name
    if path.stat().st_size > strict_json.MAX_BYTES:
        raise ImportTooLarge(f"{file_name} has more than {strict_json.MAX_BYTES // 2**20} MB.")
    with path.open("rb") as file:
        start = file.read(64)
        file.seek(0)
        if start.startswith(b"PK"):
            contents = _read_members(project, list(archive.read_members(file, suffixes=SUFFIXES)))
        elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            contents = voc.read_voc([(file_name, file.read())])
        elif kind == PREDICTIONS and coco_results.is_results(start):
            return _results(project, file.read())
        else:
            contents = coco.read_instances(file.read())
    if kind == PREDICTIONS and any(box.score is None for box in contents.boxes):
        raise InvalidImport("Some boxes in the file have no score.", hint="Import them as annotations.")
    return contents


def _read_members(project: Project, members: Sequence[Member]) -> Contents:
    """A zip file holds VOC files, one COCO file, or YOLO files and a table of their classes."""
    pages = [member for member in members if member[0].lower().endswith(".xml")]
    if pages:
        return voc.read_voc(pages)
    documents = [member for member in members if member[0].lower().endswith(".json")]
    if len(documents) > 1:
        names = ", ".join(name[:100] for name, _ in documents[:5])
        raise InvalidImport(f"The zip file holds {len(documents)} JSON files: {names}.", hint="Import them one by one.")
    if documents:
        return coco.read_instances(documents[0][1])
    return _read_yolo(project, members)


def _read_yolo(project: Project, members: Sequence[Member]) -> Contents:
    tables = [(name, content) for name, content in members if _base(name) in CLASS_TABLES]
    skipped = {*CLASS_TABLES, *DARKNET_LISTS}
    lines = [(name, text) for name, text in members if name.lower().endswith(".txt") and _base(name) not in skipped]
    if not lines:
        raise InvalidImport(
            "The zip file holds no annotations: no XML, JSON or text file.",
            hint="Pack VOC files, a COCO file, or YOLO files together with data.yaml or classes.txt.",
        )
    if not tables:
        raise InvalidImport(
            "The zip file holds text files but no table of classes.", hint="Add data.yaml or classes.txt."
        )
    stems = [name[: -len(".txt")] for name, _ in lines]
    find = matching.image_finder(project, stems)
    return yolo.read_yolo(yolo.read_names(*tables[0]), lines, find_image=find)


def _base(name: str) -> str:
    return name.lower().rpartition("/")[2]


def _unknown(image_id: Id) -> ImageRecord:
    return ImageRecord(id=image_id, file_name=f"image {image_id}")


def _results(project: Project, content: bytes) -> Contents:
    """COCO results speak of images and categories by the ids that an export of this project gave them."""
    names = list(project.categories.order_by("coco_id").values_list("coco_id", "name"))
    boxes = coco_results.read_results(content, categories=[coco_id for coco_id, _ in names])
    known = {
        image_id: ImageRecord(id=image_id, file_name=file_name, sha256=sha256)
        for image_id, file_name, sha256 in project.images.values_list("id", "file_name", "sha256")
    }
    image_ids = dict.fromkeys(box.image_id for box in boxes)
    return Contents(
        images=tuple(
            found if isinstance(key, int) and (found := known.get(key)) else _unknown(key) for key in image_ids
        ),
        categories=tuple(CategoryRecord(id=coco_id, name=name) for coco_id, name in names),
        boxes=tuple(boxes),
    )
