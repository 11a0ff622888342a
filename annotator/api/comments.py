"""Remarks on images and boxes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import RowId, Strict, checked, checked_query
from annotator.api.paging import PageParameters, page_of
from annotator.api.permissions import comment_for, image_for, person
from annotator.models import Comment, Role
from annotator.services import comments

LONGEST = 2000


class AnswerSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.UUIDField()
    author = serializers.CharField(source="author.username", default=None, allow_null=True)
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class CommentSerializer(AnswerSerializer):
    box_key = serializers.UUIDField(allow_null=True, help_text="Of the box that is meant; null for the whole image.")
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.CharField(source="resolved_by.username", default=None, allow_null=True)
    replies = AnswerSerializer(many=True)


class CommentPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CommentSerializer(many=True)


class NewCommentSerializer(Strict):
    key = serializers.UUIDField(help_text="Made by the client: a repeated request keeps it.")
    text = serializers.CharField(max_length=LONGEST)
    box_key = serializers.UUIDField(required=False, allow_null=True)
    thread = RowId(required=False, allow_null=True, help_text="The comment that this one answers.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("thread") and attrs.get("box_key"):
            raise ValidationError({"box_key": ["An answer is about what its comment is about."]})
        return attrs


class CommentChangeSerializer(Strict):
    text = serializers.CharField(max_length=LONGEST, required=False)
    resolved = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise ValidationError("Send either text or resolved.")
        return attrs


class CommentsView(APIView):
    @extend_schema(operation_id="list_comments", parameters=[PageParameters], responses=CommentPageSerializer)
    def get(self, request: Request, image_id: int) -> Response:
        """The newest first, each with its answers."""
        threads = comments.threads_of(image_for(request, image_id))
        page = page_of(threads, request, checked_query(PageParameters, request))
        return Response(page.answer(CommentSerializer(page.rows, many=True).data))

    @extend_schema(operation_id="add_comment", request=NewCommentSerializer, responses={201: CommentSerializer})
    def post(self, request: Request, image_id: int) -> Response:
        """Say something about the image or one of its boxes, or answer. An answer opens a resolved comment again."""
        image = image_for(request, image_id, at_least=Role.ANNOTATOR)
        values = checked(NewCommentSerializer, request.data)
        values["thread_id"] = values.pop("thread", None)
        return Response(_row(comments.add_comment(image, author=person(request), **values)), status=201)


class CommentView(APIView):
    @extend_schema(operation_id="change_comment", request=CommentChangeSerializer, responses=CommentSerializer)
    def patch(self, request: Request, comment_id: int) -> Response:
        """Mend your own words, or say that it is settled, or that it is not."""
        comment = comment_for(request, comment_id, at_least=Role.ANNOTATOR)
        values = checked(CommentChangeSerializer, request.data)
        if "text" in values:
            comments.edit_comment(comment, by=person(request), text=values["text"])
        elif values["resolved"]:
            comments.resolve_comment(comment, by=person(request))
        else:
            comments.reopen_comment(comment)
        return Response(_row(comment))

    @extend_schema(operation_id="delete_comment", responses={204: None})
    def delete(self, request: Request, comment_id: int) -> Response:
        """Your own, as long as nobody has answered."""
        comments.delete_comment(comment_for(request, comment_id, at_least=Role.ANNOTATOR), by=person(request))
        return Response(status=204)


def _row(comment: Comment) -> Any:
    return CommentSerializer(comment).data
