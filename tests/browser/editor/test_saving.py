"""Nothing that a person did is lost: not with the network, not with the session, and not between two people."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.editor.hand import Hand
from tests.browser.editor.studio import PASSWORD, Corners, Project, Studio, about
from tests.browser.line import Line

PLATE: Corners = (100, 60, 220, 180)


def expect_state(hand: Hand, state: str, **options: Any) -> None:
    expect(hand.save_state).to_have_attribute("data-state", state, **options)


def test_what_is_drawn_is_saved_by_itself_and_the_state_says_so(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    expect(hand.save_state).to_have_text("Saved")

    held: list[Route] = []
    page.route("**/annotation", lambda route: held.append(route))
    with page.expect_request("**/annotation"):
        hand.draw(PLATE)
    expect(hand.save_state).to_have_text("Saving")
    held[0].continue_()
    expect(hand.save_state).to_have_text("Saved")

    assert studio.ann.boxes(project.first) == about(PLATE)


def test_what_was_drawn_while_the_network_was_away_is_sent_when_it_is_back(
    studio: Studio, page: Page, hand: Hand
) -> None:
    project = studio.project()
    hand.open(project)

    page.context.set_offline(True)
    hand.draw(PLATE)
    hand.draw((10, 10, 60, 50))
    expect(hand.save_state).to_have_text("Offline, 2 changes kept here")
    assert studio.ann.boxes(project.first) == []
    page.context.set_offline(False)

    expect_state(hand, "saved")
    assert studio.ann.boxes(project.first) == about(PLATE, (10, 10, 60, 50))


def test_a_server_that_is_gone_for_minutes_takes_nothing_from_the_hand(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    page.clock.install()
    hand.open(project)

    # The project is asked for again every minute, and three times before that counts as failed.
    page.route(f"**/api/projects/{project.id}", lambda route: route.abort())
    for _ in range(3):
        with page.expect_event("requestfailed", lambda request: request.url.endswith(f"/projects/{project.id}")):
            page.clock.fast_forward("01:01")
    hand.draw(PLATE)
    expect(hand.boxes("confirmed")).to_have_count(1)


def test_what_could_not_be_sent_survives_a_reload(studio: Studio, page: Page, hand: Hand, line: Line) -> None:
    project = studio.project()
    hand.open(project, over=line.address)
    line.saves = False
    hand.draw(PLATE)
    expect_state(hand, "offline")

    # The page can be loaded again, saving still fails.
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload(wait_until="commit")

    expect(hand.notice).to_have_text("Brought back 1 change from before.")
    hand.expect_open()
    expect(hand.boxes("confirmed")).to_have_count(1)
    expect_state(hand, "offline")
    assert studio.ann.boxes(project.first) == []
    line.saves = True
    hand.press("Control+s")
    expect_state(hand, "saved")
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_images_finished_offline_arrive_too(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project(3)
    first = f"/images/{project.first}/"
    # The next image is fetched ahead, with its picture.
    with page.expect_request_finished(lambda asked: "/file" in asked.url and first not in asked.url, timeout=60_000):
        hand.open(project)

    page.context.set_offline(True)
    hand.draw(PLATE)
    hand.press("Space")
    expect(hand.image_name).to_have_text(re.compile("plate [12]"))
    hand.expect_open()
    hand.draw((10, 10, 60, 50))
    expect(hand.boxes("confirmed")).to_have_count(1)
    second = project.images[hand.image_name.inner_text()]
    expect_state(hand, "offline")
    page.context.set_offline(False)

    expect_state(hand, "saved")
    assert studio.ann.annotation(project.first)["state"] == "done"
    assert studio.ann.boxes(project.first) == about(PLATE)
    assert studio.ann.boxes(second) == about((10, 10, 60, 50))


def test_a_session_that_ended_asks_for_the_password_and_loses_nothing(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)

    page.context.clear_cookies()
    hand.draw(PLATE)
    question = page.get_by_role("dialog", name="Your session has ended")
    expect(question).to_be_visible()
    expect(hand.save_state).to_have_text("Needs you: signed out, 1 change kept here")
    question.get_by_label("Password").fill(PASSWORD)
    question.get_by_role("button", name="Go on").click()

    expect(question).to_have_count(0)
    expect_state(hand, "saved")
    expect(hand.boxes("confirmed")).to_have_count(1)
    assert studio.ann.boxes(project.first) == about(PLATE)


def test_a_wrong_password_is_asked_for_again(studio: Studio, page: Page, hand: Hand) -> None:
    project = studio.project()
    hand.open(project)
    page.context.clear_cookies()
    hand.draw(PLATE)
    question = page.get_by_role("dialog", name="Your session has ended")

    question.get_by_label("Password").fill("something else")
    page.keyboard.press("Enter")
    expect(question.get_by_role("alert")).to_be_visible()
    question.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect_state(hand, "saved")
    assert studio.ann.boxes(project.first) == about(PLATE)


def box_of(studio: Studio, project: Project, corners: Corners) -> dict[str, Any]:
    """A box that is on the server before anybody looks."""
    x1, y1, x2, y2 = corners
    category = project.categories["plate"]
    key = f"0000000{len(studio.ann.boxes(project.first))}-0000-4000-8000-000000000000"
    box = {"key": key, "category": category, "x1": x1, "y1": y1, "x2": x2, "y2": y2}
    studio.ann.save(project.first, upsert=[box])
    [saved] = [box for box in studio.ann.annotation(project.first)["boxes"] if box["key"] == key]
    return dict(saved)


@pytest.fixture
def disputed(studio: Studio, page: Page, hand: Hand) -> Project:
    """Ben moved the plate up, Ann moved it to the right: she sees that there are two versions."""
    project = studio.project()
    plate = box_of(studio, project, PLATE)
    hand.hear_of_nobody()
    hand.open(project)
    studio.ben.save(project.first, upsert=[{**plate, "y1": 50, "y2": 170}])
    hand.press("Tab", "Shift+ArrowRight")
    expect_state(hand, "conflict")
    expect(page.get_by_role("region", name="Two versions")).to_contain_text("Which version is right?")
    return project


BENS: Corners = (100, 50, 220, 170)
ANNS: Corners = (110, 60, 230, 180)


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [("Keep mine", [ANNS]), ("Take theirs", [BENS]), ("Keep both", [BENS, ANNS])],
)
def test_two_people_changed_the_same_box_and_one_of_them_chooses(
    studio: Studio, page: Page, hand: Hand, disputed: Project, choice: str, outcome: list[Corners]
) -> None:
    assert studio.ann.boxes(disputed.first) == about(BENS)
    expect(hand.boxes("confirmed")).to_contain_text("110, 60")

    page.get_by_role("button", name=choice).click()

    expect(page.get_by_role("region", name="Two versions")).to_have_count(0)
    expect_state(hand, "saved")
    expect(hand.boxes("confirmed")).to_have_count(len(outcome))
    assert studio.ann.boxes(disputed.first) == about(*outcome)


def test_two_versions_are_still_there_after_a_reload(studio: Studio, page: Page, hand: Hand, disputed: Project) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    hand.expect_open()

    expect(page.get_by_role("region", name="Two versions")).to_be_visible()
    page.get_by_role("button", name="Keep mine").click()

    expect_state(hand, "saved")
    assert studio.ann.boxes(disputed.first) == about(ANNS)


def test_two_people_changed_different_boxes_and_both_are_there(studio: Studio, hand: Hand) -> None:
    project = studio.project()
    plate, cup = box_of(studio, project, PLATE), box_of(studio, project, (250, 20, 300, 60))
    hand.hear_of_nobody()
    hand.open(project)

    studio.ben.save(project.first, upsert=[{**cup, "y2": 90}])
    hand.draw((10, 10, 60, 50))

    expect_state(hand, "saved")
    expect(hand.boxes("confirmed").filter(has_text="70 at 250, 20")).to_have_count(1)
    assert studio.ann.boxes(project.first) == about(PLATE, (250, 20, 300, 90), (10, 10, 60, 50))
    assert plate in studio.ann.annotation(project.first)["boxes"]


def test_a_box_that_somebody_else_deleted_is_not_lost_to_the_one_who_changed_it(
    studio: Studio, page: Page, hand: Hand
) -> None:
    project = studio.project()
    plate = box_of(studio, project, PLATE)
    hand.hear_of_nobody()
    hand.open(project)

    studio.ben.save(project.first, delete=[plate["key"]])
    hand.press("Tab", "Shift+ArrowRight")

    versions = page.get_by_role("region", name="Two versions")
    expect(versions).to_contain_text("s: deleted")
    versions.get_by_role("button", name="Keep mine").click()
    expect_state(hand, "saved")
    assert studio.ann.boxes(project.first) == about(ANNS)
