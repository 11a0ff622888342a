"""A page of Chromium that nobody listens to but a benchmark.

Playwright has the browser tell of every request of its pages, and for that the page keeps what was answered: hundreds
of megabytes after a while. A page in a browser context that Playwright does not know is left alone.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession

from benchmarks.stand.browser import SIZE

ANSWER_SECONDS = 60.0
LOOK_SECONDS = 0.01


class Unwatched:
    """Speaks to the page over the browser's own line."""

    def __init__(self, line: CDPSession, session: str) -> None:
        self._line = line
        self._session = session
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}
        line.on("Target.receivedMessageFromTarget", self._received)

    def send(self, method: str, **parameters: Any) -> Any:
        """What the page answers to a command of the DevTools protocol. Raises RuntimeError, TimeoutError."""
        self._number += 1
        number = self._number
        message = json.dumps({"id": number, "method": method, "params": parameters})
        self._line.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        deadline = time.monotonic() + ANSWER_SECONDS
        while number not in self._answers:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} was not answered in {ANSWER_SECONDS:.0f} s.")
            self._line.send("Browser.getVersion")  # Answers are heard while something is asked.
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; of a promise, what it resolves to."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def wait_for(self, expression: str, *, seconds: float = 30.0) -> None:
        """Until the expression is true. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not so in {seconds:.0f} s: {expression}")
            time.sleep(LOOK_SECONDS)

    def press(self, letter: str) -> None:
        key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=letter, **key)
        self.send("Input.dispatchKeyEvent", type="keyUp", **key)

    def _received(self, event: dict[str, Any]) -> None:
        if event["sessionId"] == self._session:
            answer = json.loads(event["message"])
            if "id" in answer:
                self._answers[answer["id"]] = answer


@contextmanager
def unwatched(program: Browser, guest: BrowserContext, address: str, scripts: Sequence[str]) -> Iterator[Unwatched]:
    """A page at the address, for whoever the guest is: with its cookies. The scripts run before the page's own."""
    line = program.new_browser_cdp_session()
    context = line.send("Target.createBrowserContext")["browserContextId"]
    cookies = [{name: cookie[name] for name in ("name", "value", "domain", "path")} for cookie in guest.cookies()]  # type: ignore[literal-required]
    line.send("Storage.setCookies", {"cookies": cookies, "browserContextId": context})
    target = line.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
    session = line.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]
    page = Unwatched(line, session)
    page.send("Emulation.setDeviceMetricsOverride", **SIZE, deviceScaleFactor=1, mobile=False)
    page.send("Page.enable")
    for script in scripts:
        page.send("Page.addScriptToEvaluateOnNewDocument", source=script)
    page.send("Page.navigate", url=address)
    try:
        yield page
    finally:
        line.send("Target.disposeBrowserContext", {"browserContextId": context})
        line.detach()
