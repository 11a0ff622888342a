"""Boxloop's editor in a browser."""

from playwright.sync_api import BrowserContext, Page

from benchmarks.peers.clients import base
from benchmarks.peers.scenario import Picture
from benchmarks.stand import editor

MARGIN = 24  # Around a picture that is fitted into the editor.
MOST_ENLARGED = 4


class Editor(base.Editor):
    probe = editor.PROBE

    def sign_in(self, context: BrowserContext) -> None:
        editor.sign_in(context, self.account.address, user=self.account.user, password=self.account.password)

    def item_address(self, project: int, item: int) -> str:
        return editor.image_address(self.account.address, project, item)

    def queue_address(self, project: int) -> str:
        return editor.queue_address(self.account.address, project)

    def place_on_screen(self, page: Page, picture: Picture, x: float, y: float) -> tuple[float, float]:
        host = page.get_by_test_id("canvas").bounding_box()
        if host is None:
            raise RuntimeError("The editor has no canvas.")
        room = (host["width"] - 2 * MARGIN) / picture.width, (host["height"] - 2 * MARGIN) / picture.height
        scale = min(*room, MOST_ENLARGED)
        left = host["x"] + (host["width"] - picture.width * scale) / 2
        top = host["y"] + (host["height"] - picture.height * scale) / 2
        return left + x * scale, top + y * scale

    def select(self, page: Page, x: float, y: float) -> None:
        page.mouse.click(x, y)

    def places_of_boxes(self, page: Page) -> list[str]:
        """Of those in the list's view, where the selected one always is."""
        return page.locator('[data-testid="box-list"] [role="option"]').all_text_contents()
