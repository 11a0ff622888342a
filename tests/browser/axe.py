"""axe-core on an open page: the rules of WCAG 2.2 AA and its best practices."""

from typing import Any

from playwright.sync_api import Page

from tests.services import ROOT

SCRIPT = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """What axe objects to: the rule, and each element with the reason."""
    page.evaluate(SCRIPT.read_text())
    answer: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{violation['id']}: {node['html'][:160]} | {' '.join(node['failureSummary'].split())[:240]}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]
