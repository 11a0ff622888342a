"""The gallery's pages: 30 images of many, with their boxes."""

from benchmarks.stand.figures import Goal
from benchmarks.steps.bench import Bench

PAGE = 30
FIRST = Goal(what=f"a page of {PAGE} images, the first, p50", unit="ms", limit=15)
LAST = Goal(what=f"a page of {PAGE} images, the last, p50", unit="ms", limit=15)


def browse(bench: Bench) -> None:
    first = f"/api/projects/{bench.full_project.id}/images?limit={PAGE}"
    bench.sample(FIRST, lambda: bench.client.get(first))
    last = _last_page(bench, first)
    bench.sample(LAST, lambda: bench.client.get(last))


def _last_page(bench: Bench, address: str) -> str:
    """By following `next`, as the gallery does."""
    while following := bench.client.get(address)["next"]:
        address = following
    return address
