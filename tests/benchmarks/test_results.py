"""The file of results: cut anywhere, it goes on without losing or repeating a round."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.learning.results import Results, SettingsDiffer


def row(seed: int = 0, arm: str = "loop-random", number: int = 0, **values: Any) -> dict[str, Any]:
    return {"seed": seed, "arm": arm, "round": number, **values}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "out" / "results.jsonl"


def test_what_was_added_is_found_again(file: Path) -> None:
    Results(file, {"steps": 3}).add(row(kept={1: [2.5]}))
    again = Results(file, {"steps": 3})
    assert again.get(0, "loop-random", 0) == row(kept={"1": [2.5]})
    assert again.get(0, "loop-random", 1) is None


def test_rows_come_by_seed_arm_and_round(file: Path) -> None:
    results = Results(file, {})
    for one in (row(1), row(0, number=10), row(0, number=2), row(0, "full")):
        results.add(one)
    keys = [(one["seed"], one["arm"], one["round"]) for one in Results(file).rows()]
    assert keys == [(0, "full", 0), (0, "loop-random", 2), (0, "loop-random", 10), (1, "loop-random", 0)]


def test_the_first_row_of_a_round_stays(file: Path) -> None:
    results = Results(file, {})
    results.add(row(ap=1))
    assert results.add(row(ap=2))["ap"] == 1
    assert Results(file).get(0, "loop-random", 0) == row(ap=1)


@pytest.mark.parametrize("lost", [1, 5, 20])
def test_a_line_that_was_cut_is_forgotten_and_the_next_is_whole(file: Path, lost: int) -> None:
    results = Results(file, {})
    results.add(row(number=0))
    results.add(row(number=1, note="half written"))
    file.write_bytes(file.read_bytes()[:-lost])
    again = Results(file, {})
    again.add(row(number=2))
    whole = Results(file)
    assert whole.get(0, "loop-random", 0) is not None
    assert whole.get(0, "loop-random", 2) is not None
    assert (whole.get(0, "loop-random", 1) is None) == (lost > 1)


def test_two_writers_add_to_one_file(file: Path) -> None:
    one, two = Results(file, {}), Results(file, {})
    one.add(row(0))
    two.add(row(1))
    assert len(Results(file).rows()) == 2


def test_results_of_other_settings_are_not_gone_on_with(file: Path) -> None:
    Results(file, {"steps": 3, "size": 64})
    with pytest.raises(SettingsDiffer, match="another steps;"):
        Results(file, {"steps": 4, "size": 64})


def test_what_is_no_row_is_passed_over(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(f'[1, 2]\n\n"text"\n{{"seed": 1}}\n{json.dumps(row())}\n')
    assert len(Results(file).rows()) == 1
