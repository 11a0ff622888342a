"""PostgreSQL takes 65,535 values in one statement; what has more is written and deleted in several."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from annotator.models import Category, Prediction, Project
from annotator.services import predictions
from annotator.services.predictions import Seen
from tests import make

pytestmark = pytest.mark.django_db
IMAGES, AT_ONCE = 40, 5
FIELDS = [field for field in Prediction._meta.get_fields() if field.concrete]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many values each statement has, where a few images are many."""
    monkeypatch.setattr(predictions, "ROWS_AT_ONCE", AT_ONCE)
    found: list[int] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


def test_no_statement_grows_with_the_images_that_a_model_has_seen(
    project: Project, category: Category, counts: list[int]
) -> None:
    model = make.make_model(project, origin="trained")
    seen = [
        Seen(image_id=make.make_image(project).pk, boxes=[[category.pk, 1, 1, 9, 9, 0.9, None]], value=0.5)
        for _ in range(IMAGES)
    ]
    assert predictions.record_predictions(model, seen) == IMAGES
    for _ in range(3):
        make.make_model(project, origin="trained")
    assert predictions.forget_superseded(project) == IMAGES
    assert not Prediction.objects.exists()
    assert max(counts) <= AT_ONCE * len(FIELDS)


def test_rows_of_one_statement_are_as_many_as_fit() -> None:
    rows = connection.ops.bulk_batch_size(FIELDS, [None] * 70_000)
    assert 0 < rows * len(FIELDS) < 2**16
