"""Boxloop's editor in a browser: how to sign in, where images are, and what the page shows."""

from playwright.sync_api import BrowserContext

# The picture is there when the middle of the first canvas has another colour than the empty frame.
PROBE = r"""() => {
  const count = document.querySelector('[data-testid="box-count"]');
  const canvas = document.querySelector("canvas.box-canvas");
  const key = new URLSearchParams(location.search).get("image");
  if (!count || !canvas || !key) return null;
  const context = canvas.getContext("2d");
  const [red, green, blue, alpha] = context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  const isEmpty = alpha === 0 || (red === 36 && green === 38 && blue === 41);
  return { key, boxes: Number(count.textContent), image: !isEmpty };
}"""


def sign_in(context: BrowserContext, address: str, *, user: str, password: str) -> None:
    """By the API, with the browser's own cookies. Raises RuntimeError."""
    context.request.get(f"{address}/api/session")
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    answer = context.request.post(
        f"{address}/api/session",
        data={"username": user, "password": password},
        headers={"X-CSRFToken": token, "Referer": f"{address}/"},
    )
    if not answer.ok:
        raise RuntimeError(f"Could not sign in as {user}: {answer.status} {answer.text()}")


def image_address(address: str, project: int, image: int) -> str:
    return f"{address}/projects/{project}/annotate?image={image}"


def queue_address(address: str, project: int) -> str:
    return f"{address}/projects/{project}/annotate"
