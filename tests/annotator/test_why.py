"""Why something was missed, and how a box came about: read from arrays that were made up."""

from typing import Any

import numpy as np
import pytest

from annotator.errors import InvalidInput
from annotator.services.facts import Facts, Shown
from annotator.services.why import why_missed
from annotator.services.why_found import why_found

CELL, PLATELET = 1, 2
OBJECT = [100.0, 100.0, 200.0, 200.0]
NEAR = [105.0, 100.0, 205.0, 200.0]
BESIDE = [150.0, 100.0, 250.0, 200.0]  # Half of it: an IoU of a third.
FAR = [400.0, 400.0, 500.0, 500.0]

Box = list[float]


def facts(
    *seen: tuple[Box, list[float]],
    moved: dict[tuple[int, int], Box] | None = None,
    final: list[tuple[int, int, Shown]] | None = None,
    candidates: list[tuple[int, int, int, float]] | None = None,
    categories: int = 2,
) -> Facts:
    """seen: proposals with their distributions; moved: by (row, label), where the heads put a box
    final: (row, label, what people see); candidates: (row, label, by, iou)
    """
    count = len(seen)
    proposals = np.array([box for box, _ in seen], np.float32).reshape(count, 4)
    refined = np.repeat(proposals[:, None], categories + 1, axis=1)
    for (row, label), box in (moved or {}).items():
        refined[row, label] = box
    distributions = np.array([chances for _, chances in seen], np.float32).reshape(count, categories + 1)
    rows = np.array([row for row, _, _ in final or []], int)
    labels = np.array([label for _, label, _ in final or []], int)
    boxes = refined[rows, labels].reshape(-1, 4)
    columns = [np.array([each[place] for each in candidates or []]) for place in range(4)]
    return Facts(
        arrays={
            "proposals": proposals,
            "anchors": proposals - 10,
            "objectness": np.linspace(0.9, 0.5, count),
            "levels": np.zeros(count, int),
            "pooled_from": np.ones(count, int),
            "distributions": distributions,
            "refined": refined,
            "candidate_rows": columns[0].astype(int),
            "candidate_labels": columns[1].astype(int),
            "candidate_by": columns[2].astype(int),
            "candidate_iou": columns[3].astype(float),
            "final_rows": rows,
            "final_labels": labels,
            "final_scores": distributions[rows, labels],
            "final_boxes": boxes,
            "final_before": boxes,
        },
        names=["cell", "platelet", *(f"other {number}" for number in range(3, categories + 1))][:categories],
        categories=[10 * number for number in range(1, categories + 1)],
        level_names=["p3", "p4"],
        settings={"score": 0.05, "nms": 0.5, "max_detections": 100, "tighten": True},
        finals=[shown for _, _, shown in final or []],
    )


SHOWN = Shown(confidence=0.8, threshold=0.5, is_shown=True)


def test_no_proposal_was_about_it() -> None:
    answer = why_missed(facts((BESIDE, [0.1, 0.9, 0.0]), (FAR, [0.1, 0.9, 0.0])), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"], answer["iou"]) == ("no_proposal", "proposals", 0.3333)
    assert "the closest overlaps it by 0.33, and 0.5 is needed" in answer["sentence"]
    assert answer["proposals"] == [{"proposal": 0, "iou": 0.3333, "objectness": 0.9}]


def test_a_proposal_was_taken_for_background() -> None:
    answer = why_missed(facts((NEAR, [0.997, 0.002, 0.001])), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"]) == ("background", "heads")
    assert [row["category"] for row in answer["distribution"]] == [None, 10, 20]
    assert answer["distribution"][0]["p"] == 0.997
    assert "background (1.00)" in answer["sentence"]


def test_the_right_class_was_below_the_threshold() -> None:
    answer = why_missed(facts((NEAR, [0.95, 0.04, 0.01])), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"]) == ("below_threshold", "heads")
    assert (answer["score"], answer["threshold"]) == (0.04, 0.05)
    assert "0.040 only: 0.05 is needed" in answer["sentence"]


def test_a_better_box_suppressed_it_and_is_named() -> None:
    seen = facts(
        (BESIDE, [0.1, 0.9, 0.0]),
        (NEAR, [0.4, 0.6, 0.0]),
        final=[(0, CELL, SHOWN)],
        candidates=[(0, CELL, -1, 0.0), (1, CELL, 0, 0.52)],
    )
    answer = why_missed(seen, OBJECT, CELL)
    assert (answer["verdict"], answer["stage"], answer["score"]) == ("suppressed", "post", 0.6)
    assert answer["by"] == {"rank": 0, "box": BESIDE, "score": 0.9, "iou": 0.52}
    assert "box 1, with 0.90, overlaps it by 0.52" in answer["sentence"]


def test_it_was_found_or_is_hidden() -> None:
    hidden = Shown(confidence=0.3, threshold=0.5, is_shown=False)
    seen = facts((NEAR, [0.1, 0.9, 0.0]), (FAR, [0.1, 0.9, 0.0]), final=[(1, CELL, SHOWN), (0, CELL, hidden)])
    answer = why_missed(seen, OBJECT, CELL)
    assert (answer["verdict"], answer["detection"], answer["threshold"]) == ("hidden", 1, 0.5)
    assert "its confidence of 0.30 is below the 0.50" in answer["sentence"]
    answer = why_missed(seen, FAR, CELL)
    assert (answer["verdict"], answer["detection"], answer["iou"], answer["stage"]) == ("found", 0, 1.0, None)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Shown(confidence=0.9, threshold=1.1, is_shown=False, reason="It costs time."), "is shown. It costs time."),
        (Shown(confidence=0.9, threshold=0.5, is_shown=False), "no box of that category is shown."),
    ],
)
def test_a_category_that_is_never_shown_is_hidden_in_its_own_words(shown: Shown, words: str) -> None:
    assert words in why_missed(facts((NEAR, [0.1, 0.9, 0.0]), final=[(0, CELL, shown)]), OBJECT, CELL)["sentence"]


def test_another_class_was_seen_or_the_box_was_moved_away_or_there_were_too_many() -> None:
    answer = why_missed(facts((NEAR, [0.3, 0.02, 0.68])), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"], answer["score"]) == ("other_category", "heads", 0.02)
    assert "taken for “platelet” (0.68)" in answer["sentence"]
    answer = why_missed(facts((NEAR, [0.1, 0.9, 0.0]), moved={(0, CELL): BESIDE}), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"], answer["score"]) == ("misplaced", "heads", 0.9)
    assert "overlaps by 0.33" in answer["sentence"]
    answer = why_missed(facts((NEAR, [0.1, 0.9, 0.0]), candidates=[(0, CELL, -2, 0.0)]), OBJECT, CELL)
    assert (answer["verdict"], answer["stage"]) == ("beyond_limit", "post")


@pytest.mark.parametrize("categories", [1, 80])
def test_any_number_of_categories_and_no_proposal_at_all_are_answered(categories: int) -> None:
    nothing = why_missed(facts(categories=categories), OBJECT, categories)
    assert (nothing["verdict"], nothing["iou"], nothing["score"]) == ("no_proposal", 0.0, None)
    chances = [0.98, *[0.02 / categories] * categories]
    answer = why_missed(facts((NEAR, chances), categories=categories), OBJECT, categories)
    assert answer["verdict"] == ("below_threshold" if categories == 1 else "background")
    assert len(answer["distribution"]) == min(categories, 5) + 1


def test_the_way_of_a_box_goes_through_the_stages() -> None:
    seen = facts(
        (OBJECT, [0.1, 0.9, 0.0]),
        (NEAR, [0.4, 0.6, 0.0]),
        moved={(0, CELL): NEAR},
        final=[(0, CELL, SHOWN)],
        candidates=[(0, CELL, -1, 0.0), (1, CELL, 0, 0.9)],
    )
    answer = why_found(seen, 0)
    assert answer["sentence"] == "Box 1 is “cell” with a confidence of 0.80, and is shown."
    assert [step["stage"] for step in answer["steps"]] == ["proposals", "pooling", "heads", "heads", *["post"] * 4]
    sentences = " ".join(step["sentence"] for step in answer["steps"])
    for words in ("100 x 100 pixels on map p3", "objectness of 0.90", "out of map p4", "“cell” with 0.90"):
        assert words in sentences
    for words in ("overlap by 0.90", "suppressed 1 box", "1.00 of it stayed", "reaches the 0.50"):
        assert words in sentences


def test_a_category_that_the_model_was_not_taught_is_refused() -> None:
    assert facts().label_of(20) == PLATELET
    with pytest.raises(InvalidInput):
        facts().label_of(30)


def test_an_answer_holds_nothing_but_json() -> None:
    def check(value: Any) -> None:
        assert value is None or type(value) in (str, int, float, bool, list, dict)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(inner)

    seen = facts(
        (NEAR, [0.1, 0.9, 0.0]), (OBJECT, [0.4, 0.6, 0.0]), final=[(0, CELL, SHOWN)], candidates=[(1, CELL, 0, 0.9)]
    )
    check(why_missed(seen, OBJECT, CELL))
    check(why_missed(seen, OBJECT, PLATELET))
    check(why_found(seen, 0))
