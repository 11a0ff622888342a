"""One thing done to many images: as revisions, batch by batch, so that it can be stopped, repeated and undone."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.errors import ActionReused, CannotUndo, InvalidInput, RevisionConflict
from annotator.models import Box, BulkAction, Image, Job, Revision, Role
from annotator.services import bulk_steps, images, jobs, revisions

Action = BulkAction.Action
AT_ONCE = 200  # As many are done while the person waits; more are a job.
BATCH = 100  # Images in one transaction: others save in between.
ATTEMPTS = 20  # Of a batch that others keep overtaking.
KEPT = ("project", "author", "action", "params", "images", "undoes")  # Of what is asked for.

ROLES = {
    Action.FINISH: Role.ANNOTATOR,
    Action.SKIP: Role.ANNOTATOR,
    Action.REOPEN: Role.ANNOTATOR,
    Action.REVIEW: Role.ANNOTATOR,
    Action.RELABEL: Role.REVIEWER,
    Action.DELETE_BOXES: Role.REVIEWER,
    Action.FIRST: Role.MANAGER,
    Action.DELETE_IMAGES: Role.MANAGER,
}


@dataclass(frozen=True)
class Preview:
    """What an action would do now.

    images: would change. boxes: would change with them. empty: of the images, those without a box
    unchanged: nothing to do there. left_alone: somebody else has them open
    """

    images: int = 0
    boxes: int = 0
    empty: int = 0
    unchanged: int = 0
    left_alone: int = 0


def role_for(bulk: BulkAction) -> Role:
    """The least role that may do this. What somebody else did is taken back by managers."""
    if bulk.undoes is None:
        return ROLES[Action(bulk.action)]
    if bulk.undoes.author_id != bulk.author_id:
        return Role.MANAGER
    return role_for(bulk.undoes)


def check(bulk: BulkAction) -> None:
    """Raises InvalidInput for categories of another project, CannotUndo."""
    wanted = {name: bulk.params[name] for name in ("category", "to") if name in bulk.params}
    known = dict(bulk.project.categories.filter(pk__in=wanted.values()).values_list("pk", "archived"))
    for name, category in wanted.items():
        if category not in known:
            raise InvalidInput(f"There is no category {category} in this project.", field=name)
    if wanted.get("to") is not None:
        if wanted["to"] == wanted["category"]:
            raise InvalidInput("Both categories are the same.", field="to", hint="Choose another one.")
        if known[wanted["to"]]:
            raise InvalidInput("This category is archived.", field="to", hint="Choose one that is in use.")
    if bulk.undoes is not None:
        _check_undo(bulk.undoes)


def _check_undo(undone: BulkAction) -> None:
    if undone.action == Action.DELETE_IMAGES:
        raise CannotUndo("Deleted images do not come back.", hint="Upload the files again.")
    if undone.job is not None and undone.job.state in jobs.OPEN:
        raise CannotUndo("This is still being done.", hint="Cancel it, or wait for its end; then undo it.")


def preview(bulk: BulkAction, found: QuerySet[Image] | None = None) -> Preview:
    """Counts, and changes nothing.

    found: the query that found the images, where it was one: to name 100,000 of them to the database takes seconds
    """
    if found is not None:
        return Preview(**_foresee(bulk, found, bulk.images))
    total: Counter[str] = Counter()
    for batch in _batches(bulk, size=1000):
        total.update(_foresee(bulk, bulk.project.images.filter(pk__in=batch), batch))
    return Preview(**total)


def _foresee(bulk: BulkAction, there: QuerySet[Image], ids: Sequence[int]) -> dict[str, int]:
    would = bulk_steps.eligible(bulk, there)
    if bulk.undoes is not None:
        written = [bulk_steps.revision_id(bulk.undoes, pk) for pk in ids]
        would = would.filter(pk__in=Revision.objects.filter(pk__in=written).values("image"))
        if bulk.undoes.action == Action.FIRST:
            would = there.filter(wanted_since=bulk.undoes.created_at)
    free = would.exclude(bulk_steps.in_use(bulk))
    changed = free.count()
    left_alone = would.count() - changed
    return {
        "images": changed,
        "boxes": _boxes_in(bulk, free),
        "empty": free.filter(box_count=0).count(),
        "unchanged": max(len(ids) - changed - left_alone, 0),
        "left_alone": left_alone,
    }


def _boxes_in(bulk: BulkAction, images: QuerySet[Image]) -> int:
    if bulk.action == Action.DELETE_IMAGES:
        return Box.objects.filter(image__in=images).count()
    if "category" in bulk.params:
        return Box.objects.filter(image__in=images, category=bulk.params["category"]).count()
    return 0


def start(bulk: BulkAction) -> BulkAction:
    """Keep a checked action, and do it at once where it is small; else as a job, which is in `job` then.

    A request that comes twice finds what the first one started. Raises ActionReused for the id of another action.
    """
    with transaction.atomic():
        kept, is_new = BulkAction.objects.get_or_create(
            pk=bulk.pk, defaults={name: getattr(bulk, name) for name in KEPT}
        )
        if (kept.project_id, kept.author_id, kept.action) != (bulk.project_id, bulk.author_id, bulk.action):
            raise ActionReused(f"The id {bulk.pk} belongs to another action.", field="id")
        if is_new and len(kept.images) > AT_ONCE:
            params = {"bulk_action": str(kept.pk), "action": kept.action, "images": len(kept.images)}
            kept.job = jobs.enqueue(
                kept.project, Job.Kind.BULK, params=params, dedupe_key=f"bulk:{kept.pk}", created_by=kept.author
            )
            kept.save(update_fields=["job"])
    if kept.job is None and kept.report is None:
        run(kept)
    return kept


def run(bulk: BulkAction, *, on_progress: Callable[[float, str], None] = lambda share, message: None) -> dict[str, int]:
    """Do it, or what is left of it. What `on_progress` raises stops it between two batches; the report says how far."""
    report: Counter[str] = Counter(changed=0, boxes=0, unchanged=0, left_alone=0)
    count, done = len(bulk.images), 0
    try:
        for batch in _batches(bulk, size=BATCH):
            on_progress(done / count, f"{done:,} of {count:,} images")
            report.update(_do(bulk, batch))
            done += len(batch)
    finally:
        bulk.report, bulk.finished_at = dict(report), timezone.now()
        bulk.save(update_fields=["report", "finished_at"])
    return dict(report)


def _batches(bulk: BulkAction, *, size: int) -> Iterator[list[int]]:
    for start in range(0, len(bulk.images), size):
        yield bulk.images[start : start + size]


def _do(bulk: BulkAction, ids: list[int]) -> dict[str, int]:
    if bulk.action == Action.DELETE_IMAGES:
        return _delete(bulk, ids)
    if bulk.action == Action.FIRST or (bulk.undoes and bulk.undoes.action == Action.FIRST):
        return _put_first(bulk, ids)
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                done = _write(bulk, ids)
                if done is not None:
                    return done
                transaction.set_rollback(True)
        except IntegrityError:
            continue  # Somebody saved in between: look again.
    raise RevisionConflict("These images are changed by others faster than they can be saved.", conflicts=[])


def _write(bulk: BulkAction, ids: list[int]) -> dict[str, int] | None:
    """None when somebody else became the next revision of one of the images."""
    names = [bulk_steps.revision_id(bulk, pk) for pk in ids]
    before = dict(Revision.objects.filter(pk__in=names).values_list("image", "changes"))
    would = bulk_steps.eligible(bulk, bulk.project.images.filter(pk__in=set(ids) - set(before)))
    used = set(would.filter(bulk_steps.in_use(bulk)).values_list("pk", flat=True))
    free = [image for image in would.order_by("pk") if image.pk not in used]
    plan = bulk_steps.plan(bulk, free)
    if not revisions.append(plan.steps, author=bulk.author):
        return None
    if bulk.undoes is not None:
        settled = bulk_steps.finished_before(step.image for step in plan.steps if step.change.state)
        Image.objects.bulk_update(settled, ["finished_by", "finished_at"], batch_size=BATCH)
    changed = len(before) + len(plan.steps)
    left_alone = len(used) + plan.left_alone
    return {
        "changed": changed,
        "boxes": sum(map(len, before.values())) + sum(len(step.changes) for step in plan.steps),
        "unchanged": max(len(ids) - changed - left_alone, 0),
        "left_alone": left_alone,
    }


def _put_first(bulk: BulkAction, ids: list[int]) -> dict[str, int]:
    """The time of the action marks its images: so it can be repeated, and taken back."""
    there = bulk.project.images.filter(pk__in=ids)
    if bulk.undoes is not None:
        changed = there.filter(wanted_since=bulk.undoes.created_at).update(wanted_since=None)
    else:
        bulk_steps.eligible(bulk, there).update(wanted_since=bulk.created_at)
        changed = there.filter(wanted_since=bulk.created_at).count()
    return {"changed": changed, "unchanged": len(ids) - changed}


def _delete(bulk: BulkAction, ids: list[int]) -> dict[str, int]:
    report: Counter[str] = Counter()
    for image in bulk.project.images.filter(pk__in=ids).exclude(bulk_steps.in_use(bulk)):
        report["boxes"] += image.box_count
        report["changed"] += 1
        images.delete_image(image)
    left = bulk.project.images.filter(pk__in=ids).count()
    return {**report, "left_alone": left, "unchanged": len(ids) - report["changed"] - left}
