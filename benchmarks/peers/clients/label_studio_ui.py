"""Label Studio's editor in a browser. It shows its canvas and its store to the page, which the probe reads."""

from playwright.sync_api import BrowserContext, Page

from benchmarks.peers.clients import base
from benchmarks.peers.scenario import Picture

PROBE = r"""() => {
  const store = window.Htx, stages = window.Konva?.stages;
  if (!store?.task || !stages?.length) return null;
  const stage = stages[stages.length - 1];
  const boxes = stage.find("Rect").filter(rect => rect.name().includes("_transformable")).length;
  const picture = [...document.images].find(image => image.alt === "image");
  const isThere = Boolean(picture?.complete && picture.naturalWidth > 0 && stage.container().offsetWidth > 10);
  return { key: store.task.id, boxes, image: isThere };
}"""

PLACE = r"""([x, y]) => {
  const image = window.Htx.annotationStore.selected.names.get("image");
  const stages = window.Konva.stages;
  const area = stages[stages.length - 1].container().getBoundingClientRect();
  const left = area.x + image.zoomingPositionX, top = area.y + image.zoomingPositionY;
  return [left + x * image.stageWidth * image.zoomScale, top + y * image.stageHeight * image.zoomScale];
}"""

BOXES = r"""() => window.Htx.annotationStore.selected.regionStore.regions.map(
  ({ x, y, width, height }) => [x, y, width, height].map(side => side.toFixed(2)).join(" "))"""


class Editor(base.Editor):
    probe = PROBE

    def sign_in(self, context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"{self.account.address}/user/login/")
        page.fill("input[name=email]", self.account.user)
        page.fill("input[name=password]", self.account.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/user/login" not in address)
        page.close()

    def item_address(self, project: int, item: int) -> str:
        return f"{self.account.address}/projects/{project}/data?task={item}"

    def queue_address(self, project: int) -> str:
        return f"{self.account.address}/projects/{project}/data?labeling=1"

    def place_on_screen(self, page: Page, picture: Picture, x: float, y: float) -> tuple[float, float]:
        left, top = page.evaluate(PLACE, [x / picture.width, y / picture.height])
        return float(left), float(top)

    def select(self, page: Page, x: float, y: float) -> None:
        page.mouse.click(x, y)

    def places_of_boxes(self, page: Page) -> list[str]:
        return list(page.evaluate(BOXES))
