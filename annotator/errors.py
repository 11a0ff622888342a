"""Errors that a person or a program can act on.

Each carries a stable `code` (for programs and translations, never renamed), a
`message` with the values at hand, and a `hint` that says what to do next. The
floors above raise them; `api.problems` turns them into problem details
(RFC 9457), commands into a line of text.
"""

from typing import Any, ClassVar


class AnnotatorError(Exception):
    """The base of all of them.

    message: a sentence with the file, field or number it is about
    hint: what the person should do next; the class's own by default
    field: the field of the request that is to blame, if it is one
    extra: further members of the problem document, such as both sides of a conflict
    """

    code: ClassVar[str] = "invalid"
    hint: str = ""
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, hint: str | None = None, field: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.extra = extra
        if hint is not None:
            self.hint = hint


class InvalidInput(AnnotatorError):
    """A value is of the wrong type or out of range."""

    code = "invalid_input"


class WrongPassword(AnnotatorError):
    code = "wrong_password"
    hint = "Check the capitals, or ask an administrator for a one-time link."
    status = 400


class NotThere(AnnotatorError):
    code = "not_found"
    status = 404


class NameTaken(AnnotatorError):
    code = "name_taken"
    hint = "Choose another name."
    status = 409


class HotkeyTaken(AnnotatorError):
    code = "hotkey_taken"
    hint = "Choose another key, or take it from the category that has it first."
    status = 409


class LastManager(AnnotatorError):
    code = "last_manager"
    hint = "Make somebody else a manager first."
    status = 409


class RefusedImage(AnnotatorError):
    """An uploaded file is not taken. `code` of the reason is on the instance."""

    code = "image_refused"

    def __init__(self, message: str, *, code: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.reason = code


class RevisionConflict(AnnotatorError):
    code = "revision_conflict"
    hint = "Look at both versions of each box, choose, and save again on top of the newest revision."
    status = 409


class UnknownRevision(AnnotatorError):
    code = "unknown_revision"
    hint = "Load the image again and save on top of what you get."


class RevisionReused(AnnotatorError):
    code = "revision_reused"
    hint = "Make a new UUID for each save; only a repeated request keeps its own."
    status = 409


class NotYours(AnnotatorError):
    code = "not_yours"
    hint = "Only who wrote it can change it. Answer it, or resolve it."
    status = 403


class CommentKeyTaken(AnnotatorError):
    code = "comment_key_taken"
    hint = "Make a new UUID for each comment; only a repeated request keeps its own."
    status = 409


class CannotUndo(AnnotatorError):
    code = "cannot_undo"
    status = 409


class ActionReused(AnnotatorError):
    code = "action_reused"
    hint = "Make a new UUID for each action; only a repeated request keeps its own."
    status = 409


class SelectionChanged(AnnotatorError):
    """A bulk action was confirmed for another number of images than its filters find by now."""

    code = "selection_changed"
    hint = "Look at the new number, and confirm that one."
    status = 409


class SplitIsFrozen(AnnotatorError):
    code = "split_is_frozen"
    hint = "To train on other images, upload more of them: each falls on its side by chance."
    status = 409


class LeaseHeld(AnnotatorError):
    code = "lease_held"
    hint = "Take the next image of the queue, or ask the person to finish."
    status = 409


class NothingToTrain(AnnotatorError):
    code = "nothing_to_train"
    hint = "Draw boxes on a few images, finish them, and start the training again."
    status = 409


class NothingToPredict(AnnotatorError):
    code = "nothing_to_predict"
    status = 409


class NothingToCheck(AnnotatorError):
    code = "nothing_to_check"
    hint = "Finish more images, or import a data set that has boxes."
    status = 409


class SuspectSettled(AnnotatorError):
    code = "suspect_settled"
    hint = "Go on with the next one."
    status = 409


class SuspectOutdated(AnnotatorError):
    code = "suspect_outdated"
    hint = "Open the image to see how it is now."
    status = 409


class NoModel(AnnotatorError):
    code = "no_model"
    status = 409


class ModelNotTraceable(AnnotatorError):
    """Its network is not here, so nobody can look into it."""

    code = "model_not_traceable"
    hint = "Choose a model that was trained here."
    status = 409


class ImageUnreadable(AnnotatorError):
    code = "image_unreadable"
    hint = "Upload the image again."
    status = 422


class TraceMissing(AnnotatorError):
    code = "trace_missing"
    hint = "Open the trace again: it is made anew."
    status = 409


class SuggestionsWithheld(AnnotatorError):
    """What models see in the image is nobody's to know until it is done."""

    code = "suggestions_withheld"
    hint = "Finish the image first."
    status = 409


class NothingToRollBack(AnnotatorError):
    code = "nothing_to_roll_back"
    hint = "Only a model that replaced another one can be rolled back."
    status = 409


class ModelUnusable(AnnotatorError):
    code = "model_unusable"
    hint = "Promote another model version, or train again."
    status = 409


class NotComparable(AnnotatorError):
    code = "not_comparable"
    status = 409


class NothingToMeasure(AnnotatorError):
    code = "nothing_to_measure"
    hint = "Finish some hold-out images first: models never learn from them."
    status = 409


class NothingToExport(AnnotatorError):
    code = "nothing_to_export"
    hint = "Finish at least one image, or include images in other states."
    status = 409


class StorageFull(AnnotatorError):
    code = "storage_full"
    hint = "Free some disk space on the server, then upload again. Nothing was lost."
    status = 507


class JobLost(AnnotatorError):
    """This worker was silent for too long and its job belongs to another one now."""

    code = "job_lost"
    status = 409


class JobCancelled(AnnotatorError):
    """Somebody asked this job to stop."""

    code = "job_cancelled"
    status = 409


class JobInterrupted(AnnotatorError):
    """This process is about to end: the job goes back to the queue and costs no attempt."""

    code = "job_interrupted"
    status = 409


class JobOvertaken(AnnotatorError):
    """What this job works from has changed so much that it begins again; the message says what."""

    code = "job_overtaken"
    status = 409


class JobFailed(AnnotatorError):
    """A job that cannot succeed, however often it is tried; `reason` is its stable code."""

    code = "job_failed"

    def __init__(self, message: str, *, reason: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class InvalidImport(AnnotatorError):
    """An import file that is refused as a whole; nothing of it is kept."""

    code = "import_refused"
    hint = "Mend the file, or export it again from the program it came from."


class ImportTooLarge(InvalidImport):
    """Refused by its size, before it is read."""

    code = "import_too_large"
    hint = "Split the file by images and import the parts one after another."
    status = 413
