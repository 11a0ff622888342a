"""Projects, categories and members."""

import pytest
from django.contrib.auth.models import User

from annotator.errors import HotkeyTaken, InvalidInput, LastManager, NameTaken
from annotator.models import Category, Image, Project, Role
from annotator.services import categories, datasets, deletion, members, projects
from tests import make

pytestmark = pytest.mark.django_db


def test_whoever_makes_a_project_manages_it(charlie: User) -> None:
    project = projects.create_project(name=" Birds ", owner=charlie, category_names=["gull", "tern"])
    assert project.name == "Birds"
    assert project.memberships.get().role == Role.MANAGER
    assert project.memberships.get().user == charlie
    assert [(row.name, row.coco_id, row.hotkey) for row in project.categories.all()] == [
        ("gull", 1, "1"),
        ("tern", 2, "2"),
    ]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": "Cells"}, NameTaken),
        ({"name": "  "}, InvalidInput),
        ({"name": "B", "tolerance": 2}, InvalidInput),
        ({"name": "B", "detector_kind": "yolo"}, InvalidInput),
        ({"name": "B", "salt": "mine"}, InvalidInput),
        ({"name": "B", "category_names": ["a", "a"]}, NameTaken),
    ],
)
def test_a_refused_project_leaves_nothing_behind(
    project: Project, alice: User, values: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        projects.create_project(owner=alice, **values)  # type: ignore[arg-type]
    assert Project.objects.count() == 1
    assert Category.objects.count() == 0


def test_a_stranger_has_no_role_and_a_superuser_manages_all(project: Project, charlie: User) -> None:
    assert not projects.projects_of(charlie, at_least=Role.VIEWER).exists()
    charlie.is_superuser = True
    assert list(projects.projects_of(charlie, at_least=Role.MANAGER)) == [project]


def test_roles_include_the_ones_below(project: Project, bob: User, rita: User) -> None:
    assert list(projects.projects_of(rita, at_least=Role.ANNOTATOR)) == [project]
    assert list(projects.projects_of(bob, at_least=Role.REVIEWER)) == []


def test_a_deleted_project_takes_all_its_rows(project: Project, category: Category, image: Image) -> None:
    make.make_box(image, category)
    make.make_prediction(image, make.make_model(project), boxes=[])
    deletion.delete_project(project)
    assert Project.objects.count() == Image.objects.count() == Category.objects.count() == 0


def test_a_coco_id_is_never_used_again(project: Project, category: Category) -> None:
    second = categories.add_category(project, name="platelet")
    categories.update_category(second, archived=True)
    assert categories.add_category(project, name="white").coco_id == 3


def test_a_name_is_cleaned_and_taken_once_whatever_its_capitals(project: Project, category: Category) -> None:
    assert categories.add_category(project, name=" white\n cell ").name == "white cell"
    with pytest.raises(NameTaken):
        categories.add_category(project, name="Cell")
    assert categories.update_category(category, name="CELL").name == "CELL"


def test_a_hotkey_belongs_to_one_living_category(project: Project, category: Category) -> None:
    with pytest.raises(HotkeyTaken, match="cell"):
        categories.add_category(project, name="white", hotkey="1")
    categories.update_category(category, archived=True)
    assert categories.add_category(project, name="white", hotkey="1").hotkey == "1"
    with pytest.raises(HotkeyTaken):
        categories.update_category(category, archived=False)


@pytest.mark.parametrize("changes", [{"color": "red"}, {"hotkey": "x"}, {"coco_id": 9}, {"name": "\x00 "}])
def test_a_wrong_value_is_refused(category: Category, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        categories.update_category(category, **changes)


def test_the_last_manager_stays(project: Project, alice: User, bob: User) -> None:
    alices = project.memberships.get(user=alice)
    with pytest.raises(LastManager):
        members.remove_member(alices)
    with pytest.raises(LastManager):
        members.change_role(alices, Role.VIEWER)
    members.change_role(project.memberships.get(user=bob), Role.MANAGER)
    members.remove_member(alices)


def test_a_member_is_added_by_name_once(project: Project, charlie: User) -> None:
    members.add_member(project, username="charlie", role=Role.VIEWER)
    with pytest.raises(NameTaken):
        members.add_member(project, username="charlie", role=Role.ANNOTATOR)
    with pytest.raises(InvalidInput, match="nobody"):
        members.add_member(project, username="nobody", role=Role.ANNOTATOR)


def test_freezing_twice_gives_the_same_version_until_something_is_finished(
    project: Project, category: Category, image: Image
) -> None:
    make.make_box(image, category)
    Image.objects.update(state="done")
    first = datasets.freeze_dataset(project)
    assert datasets.freeze_dataset(project) == first
    make.make_image(project, state="done", split="holdout")
    second = datasets.freeze_dataset(project)
    assert (second.number, second.counts) == (2, {"images": 2, "train": 1, "holdout": 1, "boxes": 1})


def test_open_images_are_not_in_a_dataset(project: Project, category: Category, image: Image) -> None:
    make.make_box(image, category)
    assert datasets.freeze_dataset(project).counts["images"] == 0
