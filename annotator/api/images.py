"""Images: uploaded, listed, looked at, deleted."""

from collections.abc import Iterator, Sequence
from operator import sub
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.api.fields import LARGEST_ID, checked_query
from annotator.api.image_filters import IdsField, ImageQuery, filter_of
from annotator.api.paging import MAX_PAGE_SIZE, PageParameters, page_of
from annotator.api.parsers import FolderMultiPartParser, name_of, size_of
from annotator.api.permissions import image_for, person, project_for
from annotator.api.problems import problem_of
from annotator.api.throttles import PersonThrottle, UploadThrottle
from annotator.errors import RefusedImage
from annotator.models import Image, Project, Role
from annotator.services import finding, gallery, images, loop, tiles
from annotator.services.finding import ORDERINGS
from annotator.services.queue import OPEN

MAX_FILE_BYTES = 100 * 2**20  # Of one picture.
BATCH_BYTES = MAX_FILE_BYTES


class ImageSerializer(serializers.Serializer[Any]):
    """The shape of an image; `image_row` writes it."""

    id = serializers.IntegerField()
    file_name = serializers.CharField()
    width = serializers.IntegerField(help_text="Pixels, upright.")
    height = serializers.IntegerField(help_text="Pixels, upright.")
    state = serializers.ChoiceField(Image.State.choices)
    split = serializers.ChoiceField(Image.Split.choices)
    revision = serializers.IntegerField()
    box_count = serializers.IntegerField()
    priority = serializers.FloatField(help_text="From 1 to 2: 1 + the model's uncertainty. Below 1: not seen yet.")
    predicted_seconds = serializers.FloatField(
        allow_null=True, help_text="What a person is expected to need to finish it; open images only."
    )
    leased_to = serializers.CharField(allow_null=True, help_text="User name of who works on it.")
    file = serializers.CharField(help_text="Address of the image file, full size.")
    thumbnail = serializers.CharField(help_text="Address of a WebP of at most 320 pixels a side.")
    preview = serializers.CharField(help_text="Address of a WebP of at most 1600 pixels a side.")
    tiles = serializers.CharField(
        allow_null=True,
        help_text="Address of its tiles, with {level}, {x} and {y} to fill in; null up to 100 megapixels.",
    )
    boxes = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=5, max_length=5),
        help_text="The first 200, each as [category id, x1, y1, x2, y2].",
    )
    predicted = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=6, max_length=6),
        help_text="What the active model suggests, each as [category id, x1, y1, x2, y2, score]; open images only.",
    )
    open_comments = serializers.IntegerField(help_text="Remarks that nobody has resolved.")
    created_at = serializers.DateTimeField()


class ImagePageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ImageSerializer(many=True)


class ImageFilters(PageParameters, ImageQuery):
    ids = IdsField(required=False, help_text="Only these, with commas: to look at rows that are known by number.")
    ordering = serializers.ChoiceField(ORDERINGS, default="-id")


class OrderParameters(ImageQuery):
    ordering = serializers.ChoiceField(ORDERINGS, default="-id")
    at = serializers.IntegerField(
        min_value=0, max_value=LARGEST_ID, default=0, help_text="Place of the first image to look at."
    )
    limit = serializers.IntegerField(min_value=0, default=0, help_text="How many to look at from there; at most 200.")


class ImageOrderSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="How many images fit.")
    steps = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Their ids in order, each as the difference to the one before; the first to 0.",
    )
    at = serializers.IntegerField(help_text="Place of the first of `results`.")
    results = ImageSerializer(many=True)


class UploadErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    hint = serializers.CharField()


class UploadRowSerializer(serializers.Serializer[Any]):
    file_name = serializers.CharField()
    status = serializers.ChoiceField(["added", "duplicate", "refused"])
    image = ImageSerializer(allow_null=True)
    error = UploadErrorSerializer(allow_null=True)


class UploadAnswerSerializer(serializers.Serializer[Any]):
    results = UploadRowSerializer(many=True)


UploadSerializer = inline_serializer(
    "Upload", {"files": serializers.ListField(child=serializers.FileField(), help_text="Many in one request.")}
)


class ImagesView(APIView):
    parser_classes = (FolderMultiPartParser,)

    def get_throttles(self) -> list[BaseThrottle]:
        return [UploadThrottle() if self.request.method == "POST" else PersonThrottle()]

    @extend_schema(operation_id="list_images", parameters=[ImageFilters], responses=ImagePageSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The gallery, page by page: follow `next` until it is null."""
        project = project_for(request, project_id)
        query = checked_query(ImageFilters, request)
        found = finding.find_images(project, filter_of(query)).select_related("leased_to")
        page = page_of(found, request, query, ordering=query["ordering"])
        return Response(page.answer(map(image_row, gallery.glance_at(project, page.rows))))

    @extend_schema(
        operation_id="upload_images",
        request={"multipart/form-data": UploadSerializer},
        responses={201: UploadAnswerSerializer},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """One answer per file: added, already there, or refused and why."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        files = request.FILES.getlist("files")
        if not files:
            raise ValidationError({"files": ["No file came with this request."]})
        rows = [row for batch in _batches(files) for row in _add(project, batch, by=person(request))]
        loop.after_upload(project)
        return Response({"results": list(_upload_rows(project, rows))}, status=201)


@method_decorator(gzip_page, name="get")
class ImageOrderView(APIView):
    @extend_schema(operation_id="order_images", parameters=[OrderParameters], responses=ImageOrderSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """All that fit, by number, and what some of them look like: a window may then be opened anywhere by `ids`."""
        project = project_for(request, project_id)
        query = checked_query(OrderParameters, request)
        ids = finding.ids_of(finding.in_order(finding.find_images(project, filter_of(query)), query["ordering"]))
        rows = gallery.look_at(project, ids[query["at"] :][: min(query["limit"], MAX_PAGE_SIZE)])
        steps = list(map(sub, ids, [0, *ids]))
        return Response({"count": len(ids), "steps": steps, "at": query["at"], "results": list(map(image_row, rows))})


class ImageView(APIView):
    @extend_schema(operation_id="read_image", responses=ImageSerializer)
    def get(self, request: Request, image_id: int) -> Response:
        """One row of the gallery."""
        return Response(glance(image_for(request, image_id)))

    @extend_schema(operation_id="delete_image", responses={204: None})
    def delete(self, request: Request, image_id: int) -> Response:
        """With its boxes and its history."""
        images.delete_image(image_for(request, image_id, at_least=Role.MANAGER))
        return Response(status=204)


def glance(image: Image) -> dict[str, Any]:
    [row] = gallery.glance_at(image.project, [image])
    return image_row(row)


def image_row(row: gallery.Glance) -> dict[str, Any]:
    """An image as `ImageSerializer` describes it, without the serializer's cost: lists have hundreds of boxes."""
    image = row.image
    return {
        "id": image.pk,
        "file_name": image.file_name,
        "width": image.width,
        "height": image.height,
        "state": image.state,
        "split": image.split,
        "revision": image.revision,
        "box_count": image.box_count,
        "priority": image.priority,
        "predicted_seconds": image.predicted_seconds if image.state in OPEN else None,
        "leased_to": image.leased_to.username if image.leased_to else None,
        **addresses(image),
        "boxes": row.boxes,
        "predicted": row.predicted,
        "open_comments": row.open_comments,
        "created_at": image.created_at,
    }


def addresses(image: Image) -> dict[str, str | None]:
    """Where the bytes are. They carry the content's hash, so browsers may keep them for ever."""
    start, version = f"/api/images/{image.pk}", f"?v={image.sha256[:12]}"
    renditions = {kind: f"{start}/{kind}{version}" for kind in ("file", "thumbnail", "preview")}
    pattern = f"{start}/tiles/{{level}}/{{x}}_{{y}}{version}" if tiles.is_tiled(image) else None
    return {**renditions, "tiles": pattern}


def _batches(files: Sequence[UploadedFile]) -> Iterator[list[UploadedFile]]:
    """Files that are in memory at once; the rest waits on the disk. One that is too large comes alone."""
    batch: list[UploadedFile] = []
    for file in files:
        if batch and sum(size_of(each) for each in batch) + size_of(file) > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(file)
    yield batch


def _add(project: Project, batch: list[UploadedFile], *, by: User) -> list[images.UploadRow]:
    if size_of(batch[0]) > MAX_FILE_BYTES:
        return [_too_large(batch[0])]
    return images.add_images(project, [(name_of(file), file.read()) for file in batch], uploaded_by=by)


def _too_large(file: UploadedFile) -> images.UploadRow:
    name = images.clean_file_name(name_of(file))
    error = RefusedImage(
        f"{name} has {size_of(file) / 2**20:.0f} MB; an image may have {MAX_FILE_BYTES // 2**20} MB.",
        code="image_file_too_large",
        hint="Save it as JPEG or WebP, or in fewer pixels, and upload it again.",
    )
    return images.UploadRow(file_name=name, error=error)


def _upload_rows(project: Project, rows: list[images.UploadRow]) -> Iterator[dict[str, Any]]:
    known = [row.image for row in rows if row.image]
    glances = {row.image.pk: row for row in gallery.glance_at(project, known)}
    for row in rows:
        problem = problem_of(row.error) if row.error else None
        yield {
            "file_name": row.file_name,
            "status": row.status,
            "image": image_row(glances[row.image.pk]) if row.image else None,
            "error": {"code": problem.code, "detail": problem.detail, "hint": problem.hint} if problem else None,
        }
