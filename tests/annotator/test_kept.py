"""What is read from a long history is read once, and anew after every revision."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User

from annotator.models import Category, Image, Project
from annotator.services import annotations
from annotator.services.kept import until_next_revision
from tests import make

pytestmark = pytest.mark.django_db


def test_it_is_read_again_after_a_revision_and_not_before(
    project: Project, image: Image, category: Category, alice: User
) -> None:
    read = Mock(side_effect=["first", "second", "third"])
    annotations.save(image, author=alice, base_revision=0, change=make.box_change(make.box_values(category)))
    assert [until_next_revision(project, "told", read) for _ in range(3)] == ["first"] * 3
    annotations.save(image, author=alice, base_revision=1, change=make.box_change(make.box_values(category)))
    assert until_next_revision(project, "told", read) == "second"
    image.delete()
    assert until_next_revision(project, "told", read) == "third"


def test_readers_and_projects_do_not_mix(project: Project) -> None:
    other = make.make_project("Other")
    found = [until_next_revision(owner, name, Mock(return_value=f"{name} of {owner}"))
             for owner in (project, other) for name in ("one", "two")]  # fmt: skip
    assert found == ["one of Cells", "two of Cells", "one of Other", "two of Other"]
