"""What a product must offer to be measured: one subclass of each of these for each product."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import BrowserContext, Page

from benchmarks.peers.scenario import Picture


@dataclass(frozen=True)
class Account:
    """address: http://host:port. Products ask for the token, the password, or both."""

    address: str
    user: str = ""
    password: str = ""
    token: str = ""


class AnnotationServer(ABC):
    """Each method is one thing that a user's script would do. Ids are the product's own. Not for several threads."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def clone(self) -> Self:
        """The same user over a connection of its own."""
        return type(self)(self.account)

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    def create_project(self, title: str, categories: Sequence[str]) -> int: ...

    @abstractmethod
    def upload(self, project: int, pictures: Sequence[Picture]) -> int:
        """One request with the files; how many items to annotate it made."""

    @abstractmethod
    def add_suggested(self, project: int, pictures: Sequence[Picture]) -> None:
        """Make items whose boxes are suggestions of a model: files and all."""

    @abstractmethod
    def items(self, project: int) -> list[int]: ...

    @abstractmethod
    def open_page(self, project: int, *, size: int, last: bool) -> Callable[[], int]:
        """A function that asks for the first or last page as the product's gallery does; it answers with the rows."""

    @abstractmethod
    def save(self, project: int, item: int, picture: Picture) -> None:
        """Save a finished annotation with the picture's boxes on an item that has none, as the editor does."""

    @abstractmethod
    def export_coco(self, project: int) -> bytes:
        """Ask for a COCO export and fetch it; the JSON."""


class Editor(ABC):
    """The product's editor in a browser.

    probe: JavaScript, () => null | {key, boxes, image}: which item is shown, with how many boxes, and whether the
        picture is there
    submit_key: finishes the item, suggestions and all, and goes to the next one
    """

    probe: str
    submit_key = "Control+Enter"

    def __init__(self, account: Account) -> None:
        self.account = account

    @abstractmethod
    def sign_in(self, context: BrowserContext) -> None: ...

    @abstractmethod
    def item_address(self, project: int, item: int) -> str: ...

    @abstractmethod
    def queue_address(self, project: int) -> str:
        """Where a finished item is followed by the next one."""

    @abstractmethod
    def place_on_screen(self, page: Page, picture: Picture, x: float, y: float) -> tuple[float, float]:
        """Page coordinates of a point of the picture, in pixels."""

    @abstractmethod
    def select(self, page: Page, x: float, y: float) -> None:
        """Select the box under this point of the page, so that a drag moves it."""

    @abstractmethod
    def places_of_boxes(self, page: Page) -> list[str]:
        """Where boxes are, in any words: compared before and after a drag, to see that it moved one."""
