"""The boxes of an image: read, saved, followed back, restored."""

import re
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.boxes import MAX_BOXES, BoxesField, StoredBoxSerializer
from annotator.api.fields import LARGEST_ID, Number, RowId, Strict, checked, checked_query
from annotator.api.paging import PageParameters, page_of
from annotator.api.permissions import image_for, person
from annotator.models import Image, Revision, Role
from annotator.services import annotations, history, loop, reviews, revisions

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The revision that the change starts from: "3"'
)

VERDICTS = (Image.State.DONE, Image.State.RETURNED)


class PreconditionRequired(APIException):
    status_code = 428
    default_detail = 'Say which revision the change starts from: If-Match: "3".'
    default_code = "precondition_required"


class NoteSerializer(serializers.Serializer[Any]):
    author = serializers.CharField(allow_null=True)
    text = serializers.CharField(help_text="Empty where nothing was said.")
    at = serializers.DateTimeField()


class AnnotationSerializer(serializers.Serializer[Any]):
    image = serializers.IntegerField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(Image.State.choices)
    boxes = StoredBoxSerializer(many=True)
    note = NoteSerializer(allow_null=True, help_text="What was said when it was skipped, returned or sent to review.")


class EffortSerializer(Strict):
    active_seconds = Number(min_value=0, max_value=7 * 24 * 3600, required=False)
    operations = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=10**6), required=False, help_text="Counts by name."
    )
    blind = serializers.BooleanField(required=False, help_text="A model's boxes were withheld from the person.")
    cues = serializers.ChoiceField(
        ["shown", "audited", "off"],
        required=False,
        help_text="Where suggestions have unsure edges: marked, without marks as an audit, or switched off.",
    )

    def validate_operations(self, operations: dict[str, int]) -> dict[str, int]:
        if len(operations) > 50 or any(len(name) > 50 or not name.isprintable() for name in operations):
            raise ValidationError("At most 50 operations, with names of at most 50 characters.")
        return operations


class ChangeSerializer(Strict):
    id = serializers.UUIDField(help_text="Of the new revision, made by the client: a repeated request keeps it.")
    state = serializers.ChoiceField(Image.State.choices, required=False, help_text="Only reviewers return an image.")
    upsert = BoxesField(required=False)
    delete = serializers.ListField(child=serializers.UUIDField(), max_length=MAX_BOXES, required=False)
    based_on = RowId(required=False, allow_null=True, help_text="The prediction that was shown.")
    effort = EffortSerializer(required=False)
    reason = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="Why it is skipped or returned, or what is unsure."
    )
    review = serializers.BooleanField(
        required=False, help_text="The state, done or returned, is a verdict on somebody's work; reviewers only."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("review") and attrs.get("state") not in VERDICTS:
            raise ValidationError({"review": ["A verdict is either done or returned."]})
        return attrs

    def to_change(self) -> revisions.BoxChange:
        values = self.validated_data
        return revisions.BoxChange(
            id=values["id"],
            upsert=values.get("upsert", ()),
            delete=tuple(values.get("delete", ())),
            state=values.get("state"),
            based_on_id=values.get("based_on"),
            effort=values.get("effort", {}),
            reason=values.get("reason", "").strip(),
            kind=Revision.Kind.REVIEW if self.is_verdict else None,
        )

    @property
    def is_verdict(self) -> bool:
        return bool(self.validated_data.get("review")) or self.validated_data.get("state") == Image.State.RETURNED


class MergedSerializer(serializers.Serializer[Any]):
    upsert = StoredBoxSerializer(many=True)
    delete = serializers.ListField(child=serializers.UUIDField())
    by = serializers.ListField(child=serializers.CharField(), help_text="User names of those others.")


class AdjustedSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    code = serializers.ChoiceField(["clamped", "dropped"])


class SavedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(Image.State.choices)
    merged = MergedSerializer(help_text="What others had changed since the revision that the change starts from.")
    adjusted = AdjustedSerializer(many=True, help_text="Boxes that were cut to the image, or left out.")


class BoxChangeSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    before = StoredBoxSerializer(allow_null=True)
    after = StoredBoxSerializer(allow_null=True)


class RevisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(Revision.Kind.choices)
    state = serializers.ChoiceField(Image.State.choices)
    author = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    changes = BoxChangeSerializer(many=True)
    change_count = serializers.IntegerField(help_text="More than there are changes where most_changes left some out.")


class RevisionParameters(PageParameters):
    most_changes = serializers.IntegerField(
        min_value=0, max_value=LARGEST_ID, required=False, help_text="Of each revision; the others are only counted."
    )


class RevisionPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RevisionSerializer(many=True)


class RestoreSerializer(Strict):
    number = serializers.IntegerField(min_value=0, max_value=LARGEST_ID)


class AnnotationView(APIView):
    @extend_schema(operation_id="read_annotation", responses=AnnotationSerializer)
    def get(self, request: Request, image_id: int) -> Response:
        """The boxes as they are now; ETag is the revision that a change starts from."""
        image = image_for(request, image_id)
        return Response(annotation(image), headers={"ETag": etag(image.revision)})

    @extend_schema(
        operation_id="save_annotation", parameters=[IF_MATCH], request=ChangeSerializer, responses=SavedSerializer
    )
    def patch(self, request: Request, image_id: int) -> Response:
        """Save a change. Merged with what others did meanwhile; 409 with both sides where the same box changed."""
        image = image_for(request, image_id, at_least=Role.ANNOTATOR)
        base_revision = revision_of(request)
        serializer = ChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        change = serializer.to_change()
        if serializer.is_verdict:
            image_for(request, image_id, at_least=Role.REVIEWER)
        saved = loop.record_correction(image, author=person(request), base_revision=base_revision, change=change)
        return saved_answer(saved)


class RevisionsView(APIView):
    @extend_schema(operation_id="list_revisions", parameters=[RevisionParameters], responses=RevisionPageSerializer)
    def get(self, request: Request, image_id: int) -> Response:
        """The newest first."""
        image = image_for(request, image_id)
        rows = image.revisions.select_related("author")
        query = checked_query(RevisionParameters, request)
        page = page_of(rows, request, query, ordering="-number", unique="number")
        return Response(page.answer(_revision(row, most_changes=query.get("most_changes")) for row in page.rows))


class RestoreView(APIView):
    @extend_schema(operation_id="restore_revision", request=RestoreSerializer, responses=SavedSerializer)
    def post(self, request: Request, image_id: int) -> Response:
        """Bring back the boxes of an earlier revision, as a new revision."""
        image = image_for(request, image_id, at_least=Role.ANNOTATOR)
        number = checked(RestoreSerializer, request.data)["number"]
        return saved_answer(history.restore(image, author=person(request), number=number))


def annotation(image: Image) -> dict[str, Any]:
    boxes = annotations.boxes_of(image) if image.box_count else []
    note = reviews.note_of(image)
    return {
        "image": image.pk,
        "revision": image.revision,
        "state": image.state,
        "boxes": boxes,
        "note": asdict(note) if note else None,
    }


def saved_answer(saved: annotations.SavedRevision) -> Response:
    body = {
        "id": saved.id,
        "revision": saved.number,
        "state": saved.state,
        "merged": {"upsert": saved.merged_upsert, "delete": saved.merged_delete, "by": saved.merged_by},
        "adjusted": [{"key": row.key, "code": row.code} for row in saved.adjusted],
    }
    return Response(body, headers={"ETag": etag(saved.number)})


def etag(revision: int) -> str:
    return f'"{revision}"'


def revision_of(request: Request) -> int:
    """The revision in If-Match: "3", also as W/"3". Raises PreconditionRequired, ValidationError."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise PreconditionRequired
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,10})"', sent, re.ASCII)
    if not found:
        raise ValidationError({"If-Match": ['Expected a revision in quotes, such as "3".']})
    return int(found[1])


def _revision(revision: Revision, *, most_changes: int | None) -> dict[str, Any]:
    return {
        "id": revision.pk,
        "number": revision.number,
        "kind": revision.kind,
        "state": revision.state,
        "author": revision.author.username if revision.author else None,
        "reason": revision.reason,
        "created_at": revision.created_at,
        "changes": revision.changes[:most_changes],
        "change_count": len(revision.changes),
    }
