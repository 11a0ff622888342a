"""Remarks on images and boxes: made, answered, mended, resolved. Each person's words stay that person's."""

import uuid
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from annotator.errors import CommentKeyTaken, InvalidInput, NotYours
from annotator.models import Comment, Image


def threads_of(image: Image) -> QuerySet[Comment]:
    """The remarks, each with its answers, the oldest answer first."""
    replies = Comment.objects.select_related("author").order_by("id")
    threads = image.comments.filter(thread=None).select_related("author", "resolved_by")
    return threads.prefetch_related(Prefetch("replies", queryset=replies))


def add_comment(
    image: Image,
    *,
    author: User,
    text: str,
    key: uuid.UUID,
    box_key: uuid.UUID | None = None,
    thread_id: int | None = None,
) -> Comment:
    """A remark, or with thread_id an answer, which opens a resolved thread again.

    key: made by the client; the same one once more, by the same person, finds the first comment
    Raises InvalidInput for an unknown thread, CommentKeyTaken for the key of another comment.
    """
    text = _clean(text)
    thread = _thread(image, thread_id)
    try:
        with transaction.atomic():
            if thread is not None:
                Comment.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
            box = None if thread else box_key
            return Comment.objects.create(image=image, author=author, text=text, key=key, box_key=box, thread=thread)
    except IntegrityError:
        return _repeated(image, author, key)


def edit_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """Raises NotYours."""
    _require_own(comment, by)
    text = _clean(text)
    if text != comment.text:
        comment.text, comment.edited_at = text, timezone.now()
        comment.save(update_fields=["text", "edited_at"])
    return comment


def resolve_comment(comment: Comment, *, by: User) -> Comment:
    """Whoever draws here may say that it is settled. Raises InvalidInput for an answer."""
    if comment.thread_id is not None:
        raise InvalidInput("An answer is settled together with the comment it answers.", field="resolved")
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = timezone.now(), by
        comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment


def reopen_comment(comment: Comment) -> Comment:
    comment.resolved_at = comment.resolved_by = None
    comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment


@transaction.atomic
def delete_comment(comment: Comment, *, by: User) -> None:
    """Raises NotYours; InvalidInput where somebody has answered, whose words would go with it."""
    _require_own(comment, by)
    if comment.replies.exists():
        raise InvalidInput("Somebody has answered this comment.", hint="Edit it, or resolve it instead.")
    comment.delete()


def open_counts(images: Sequence[Image]) -> dict[int, int]:
    """The number of open remarks of each image that has any, by image id."""
    still_open = Comment.objects.filter(image__in=images, thread=None, resolved_at=None)
    return dict(still_open.values_list("image").annotate(comments=Count("id")).order_by())


def _clean(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("A comment needs words.", field="text")
    return text


def _thread(image: Image, thread_id: int | None) -> Comment | None:
    if thread_id is None:
        return None
    thread = image.comments.filter(pk=thread_id, thread=None).first()
    if thread is None:
        raise InvalidInput(
            f"There is no comment {thread_id} on “{image.file_name}”.",
            field="thread",
            hint="It may have been deleted. Load the comments again.",
        )
    return thread


def _repeated(image: Image, author: User, key: uuid.UUID) -> Comment:
    comment = Comment.objects.filter(key=key, image=image, author=author).first()
    if comment is None:
        raise CommentKeyTaken(f"The key {key} belongs to another comment.", field="key")
    return comment


def _require_own(comment: Comment, by: User) -> None:
    if comment.author_id != by.pk:
        raise NotYours(f"This comment was written by {comment.author or 'somebody else'}.")
