"""The simulated person: what work costs by hand and with suggestions."""

import numpy as np
import pytest

from benchmarks.learning.annotator import CELLS, HEADLINE, Cell, advise, by_hand, foretell, visible, with_suggestions
from detector.scores.matching import Seen
from detector.structures import Detections, Example
from tests.detector.pictures import example

PEN = 10  # A category id.
BOXES = [[20.0 + 100 * place, 30.0, 80.0 + 100 * place, 90.0] for place in range(4)]


def seen(boxes: list[list[float]], *, score: float = 0.9, image_id: int = 1) -> Seen:
    """Boxes as a detector found them, in an image of four true ones."""
    count = len(boxes)
    scores = np.full(count, score, np.float32)
    found = Detections(
        **{name: np.zeros((count, 4), np.float32) for name in ("proposals", "spread") if name in fields()},
        boxes=np.array(boxes, np.float32).reshape(-1, 4),
        labels=np.ones(count, np.int64),
        scores=scores,
        distributions=np.column_stack([1 - scores, scores]),
        features=np.ones((count, 2), np.float32),
    )
    return Seen(example(BOXES, [PEN] * 4, image_id=image_id), np.full(count, PEN), found)


def fields() -> set[str]:
    return set(Detections.__dataclass_fields__)


def moved(share: float) -> list[list[float]]:
    return [[x1 + share * 60, y1, x2 + share * 60, y2] for x1, y1, x2, y2 in BOXES]


def holdout(boxes: list[list[float]]) -> list[Seen]:
    return [seen(boxes, image_id=number) for number in range(12)]


def drawn(count: int) -> Example:
    return example(BOXES[:count], [PEN] * count)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [(HEADLINE, 7.8 + 3 * 7.0), (Cell("expert", 0.9), 3.0 + 3 * 4.03), (Cell("crowd", 0.75), 7.8 + 3 * 25.5)],
)
def test_by_hand_costs_the_image_and_every_box(cell: Cell, seconds: float) -> None:
    assert by_hand(drawn(3)).seconds[cell] == pytest.approx(seconds)


def test_an_empty_image_costs_a_look_all_the_same() -> None:
    assert by_hand(drawn(0)).seconds[HEADLINE] == pytest.approx(7.8)


def test_right_suggestions_cost_a_glance_each() -> None:
    work = with_suggestions(seen(BOXES), advise(holdout(BOXES)))
    assert work.seconds[HEADLINE] == pytest.approx(7.8 + 4 * 1.0)
    assert work.counts["looks"] == 4
    assert work.counts["added"] == 0


def test_a_missed_box_is_drawn() -> None:
    work = with_suggestions(seen(BOXES[:3]), advise(holdout(BOXES)))
    assert work.seconds[HEADLINE] == pytest.approx(7.8 + 3 * 1.0 + 7.0)


def test_the_strict_person_drags_what_the_other_leaves() -> None:
    work = with_suggestions(seen(moved(0.1)), advise(holdout(BOXES)))
    assert work.seconds[HEADLINE] < work.seconds[Cell("default", 0.9)]
    assert work.counts["drags"] == 0
    assert work.boxes == pytest.approx(np.array(moved(0.1)))


def test_suggestions_that_never_fit_are_not_shown() -> None:
    """To a quick hand, one that always needs a drag is not worth looking at."""
    advice = advise(holdout(moved(0.35)))
    one = seen(moved(0.35))
    assert not visible(one, advice[Cell("expert", 0.9)]).any()
    assert with_suggestions(one, advice).seconds[Cell("expert", 0.9)] == pytest.approx(3.0 + 4 * 4.03)


def test_without_a_word_from_the_holdout_all_is_drawn_by_hand() -> None:
    assert advise([]) == {}
    work = with_suggestions(seen(BOXES), {})
    assert work.seconds == by_hand(drawn(4)).seconds
    assert work.predicted is None


def test_seconds_are_foretold_before_anybody_looks() -> None:
    advice = advise(holdout(BOXES))
    one = seen(BOXES)
    assert foretell(one, advice[HEADLINE], HEADLINE.costs) == pytest.approx(7.8 + 4, rel=0.2)
    assert with_suggestions(one, advice).predicted == foretell(one, advice[HEADLINE], HEADLINE.costs)


def test_there_are_three_persons_and_two_tolerances() -> None:
    assert {str(cell) for cell in CELLS} == {
        f"{profile} {tolerance}" for profile in ("default", "expert", "crowd") for tolerance in ("0.75", "0.9")
    }
