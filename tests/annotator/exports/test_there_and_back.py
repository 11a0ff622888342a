"""What was exported comes back without loss."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from annotator.formats.coco import read_instances
from annotator.models import Category, Project
from annotator.services import imports, projects
from tests import make
from tests.annotator.exports.exporting import export, finished

pytestmark = pytest.mark.django_db
corner = st.floats(0, 999, allow_nan=False, width=64)
sides = st.tuples(corner, st.floats(0.02, 1000)).map(lambda pair: (pair[0], min(1000.0, pair[0] + pair[1])))
drawn = st.lists(st.tuples(sides, sides, st.booleans(), st.booleans()), max_size=4)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["done", "skipped", "todo"]), drawn), min_size=1, max_size=4))
def test_an_export_in_a_new_project_is_the_same_export(db: None, rows: list[tuple[str, list[Any]]]) -> None:
    first = projects.create_project(name=str(uuid.uuid4()), owner=None, category_names=["a", "b"])
    second = projects.create_project(name=str(uuid.uuid4()), owner=None)
    for number, (state, boxes) in enumerate(rows):
        values = {"file_name": f"{number}.png", "width": 1000, "height": 1000, "sha256": uuid.uuid4().hex * 2}
        image = make.make_image(first, **values, state=state)
        make.make_image(second, **values)
        for (x1, x2), (y1, y2), crowd, occluded in boxes:
            category = first.categories.order_by("?").first()
            assert category is not None
            make.make_box(image, category, x1=x1, y1=y1, x2=x2, y2=y2, crowd=crowd, occluded=occluded)
    states = ["done", "skipped", "todo"]
    content = export(first, states=states)[1]
    imports.import_contents(second, read_instances(content), author=None)
    assert comparable(export(second, states=states)[1]) == comparable(content)


def comparable(content: bytes) -> Any:
    """An export without what differs from project to project: its name and times, and ids of images."""
    found = json.loads(content)
    names = {image.pop("id"): image["file_name"] for image in found["images"]}
    for annotation in found["annotations"]:
        annotation["image_id"] = names[annotation["image_id"]]
    # An image with boxes in the file is not left to do unless the file says so.
    return found["images"], found["annotations"], found["categories"]


def test_an_export_in_its_own_project_changes_nothing(project: Project, category: Category) -> None:
    make.make_box(finished(project), category, x1=1.5479104575051679, x2=81.94089688915863)
    content = export(project)[1]
    report = imports.import_contents(project, read_instances(content), author=None)
    assert (report.boxes, report.already_there, report.images_changed) == (0, 1, 0)
    assert export(project)[1] == content
