"""The image that most imports are about."""

import pytest

from annotator.models import Image, Project
from tests import make


@pytest.fixture
def one(project: Project) -> Image:
    return make.make_image(project, file_name="a/one.png")
