"""Who else has an image open: told to those who look, forgotten when they leave or fall silent."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from annotator.models import Image, Presence, Project
from annotator.services import presence
from tests import make
from tests.annotator.asking import Asker, browser_of


def look(asker: Asker, image: Image) -> Any:
    return asker.ask("PUT", f"/api/images/{image.pk}/presence").json()


def silent_for(seconds: float) -> None:
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds))


def test_people_at_one_image_hear_of_each_other(image: Image, bob: User, rita: User) -> None:
    assert look(browser_of(bob), image)["others"] == []
    assert look(browser_of(rita), image)["others"] == ["bob"]
    assert look(browser_of(bob), image)["others"] == ["rita"]


def test_who_looks_at_another_image_is_not_there(project: Project, image: Image, bob: User, rita: User) -> None:
    look(browser_of(rita), make.make_image(project))
    assert look(browser_of(bob), image)["others"] == []


def test_who_leaves_is_gone_at_once(image: Image, bob: User, rita: User) -> None:
    look(browser_of(rita), image)
    assert browser_of(rita).ask("DELETE", f"/api/images/{image.pk}/presence").status_code == 204
    assert look(browser_of(bob), image)["others"] == []


def test_who_falls_silent_is_gone_too_and_comes_back_with_the_next_word(image: Image, bob: User, rita: User) -> None:
    look(browser_of(rita), image)
    silent_for(60)
    assert look(browser_of(bob), image)["others"] == []
    look(browser_of(rita), image)
    assert look(browser_of(bob), image)["others"] == ["rita"]


def test_a_page_that_asks_often_is_written_down_seldom(image: Image, bob: User) -> None:
    presence.look_at(image, bob)
    silent_for(5)
    before = Presence.objects.get().seen_at
    presence.look_at(image, bob)
    assert Presence.objects.get().seen_at == before
    silent_for(20)
    presence.look_at(image, bob)
    assert Presence.objects.get().seen_at > before


def test_rows_of_people_who_never_said_goodbye_do_not_pile_up(project: Project, bob: User) -> None:
    for _ in range(3):
        presence.look_at(make.make_image(project), bob)
        silent_for(60)
    presence.look_at(make.make_image(project), bob)
    assert Presence.objects.count() == 1


def test_it_tells_of_the_newest_revision_and_whose_it_is(image: Image, category: Any, bob: User, rita: User) -> None:
    assert look(browser_of(rita), image) == {"others": [], "revision": 0, "revised_by": None}
    box = {"key": "00000000-0000-4000-8000-000000000001", "category": category.pk, "x1": 1, "y1": 1, "x2": 9, "y2": 9}
    change = {"id": "00000000-0000-4000-8000-000000000002", "upsert": [box]}
    browser_of(bob).ask("PATCH", f"/api/images/{image.pk}/annotation", change, If_Match='"0"')
    assert look(browser_of(rita), image) == {"others": [], "revision": 1, "revised_by": "bob"}
