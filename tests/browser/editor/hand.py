"""A hand in the editor: it draws, drags and presses keys, and knows where on the screen a pixel of the image is."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor.studio import HEIGHT, WIDTH, Corners, Project

Point = tuple[float, float]
FITTING = "325 %"  # A picture of the studio in a window of 1440 by 900.


@dataclass(frozen=True)
class Hand:
    page: Page

    def open(self, project: Project, *, over: str = "") -> None:
        """By the address of its first image: which one the queue begins with is left to the dice.

        over: the address of the server, where it is another than the page's own
        """
        self.page.goto(f"{over}{project.editor}?image={project.first}")
        self.expect_open()

    def open_again(self, project: Project, notice: str, *, over: str) -> None:
        """The same, for somebody who left with work that was not saved; the notice is there for seconds only."""
        self.page.goto(f"{over}{project.editor}?image={project.first}", wait_until="commit")
        expect(self.notice).to_have_text(notice)
        self.expect_open()

    def hear_of_nobody(self) -> None:
        """The page is told what others saved when it saves itself, and not before: it looks for that every few
        seconds, and whether at this very moment is the clock's choice.
        """
        self.page.route("**/presence", lambda route: route.abort())

    def expect_open(self) -> None:
        """The image is there, its picture too, and it fits."""
        expect(self.page.get_by_test_id("done")).to_be_enabled()
        expect(self.page.locator(".editor-loading")).to_have_count(0)
        expect(self.zoom).to_have_text(FITTING)

    # What is seen.

    @property
    def image_name(self) -> Locator:
        return self.page.get_by_test_id("image-name")

    @property
    def zoom(self) -> Locator:
        return self.page.locator(".editor-numbers").get_by_title("Fit the image")

    @property
    def notice(self) -> Locator:
        return self.page.get_by_test_id("notice")

    @property
    def save_state(self) -> Locator:
        return self.page.get_by_test_id("save-state")

    @property
    def selected(self) -> Locator:
        return self.page.locator('[data-testid=box-list] [role=option][aria-selected="true"]')

    def boxes(self, status: str) -> Locator:
        """Rows of the list: confirmed, predicted or rejected boxes."""
        return self.page.locator(f"[data-testid=box-list] [role=option][data-status={status}]")

    def expect_saved(self) -> None:
        expect(self.save_state).to_have_attribute("data-state", "saved")

    # What is done.

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def on_screen(self, point: Point) -> Point:
        """Of a picture that fits: it lies in the middle of the canvas."""
        host = self.page.get_by_test_id("canvas").bounding_box()
        assert host is not None
        scale = float(FITTING.removesuffix(" %")) / 100
        left = host["x"] + (host["width"] - WIDTH * scale) / 2
        top = host["y"] + (host["height"] - HEIGHT * scale) / 2
        return left + point[0] * scale, top + point[1] * scale

    def click(self, point: Point) -> None:
        self.page.mouse.click(*self.on_screen(point))

    def drag(self, start: Point, end: Point) -> None:
        self.drag_on_screen(self.on_screen(start), self.on_screen(end))

    def drag_on_screen(self, start: Point, end: Point) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up()

    def draw(self, corners: Corners) -> None:
        x1, y1, x2, y2 = corners
        self.press("w")
        self.drag((x1, y1), (x2, y2))
