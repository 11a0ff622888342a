"""Seeds played with a real tiny detector: what arms share, what a round does, and a run that was cut."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.learning import arms, rounds
from benchmarks.learning.annotator import CELLS, HEADLINE
from benchmarks.learning.command import play, write_report
from benchmarks.learning.courses import read_courses
from benchmarks.learning.data import DataSet
from benchmarks.learning.folds import make_split
from benchmarks.learning.results import Results, Row
from benchmarks.learning.rounds import Plan, Seed, State
from benchmarks.learning.training import Training
from detector.scores.gate import Verdict
from tests.benchmarks.conftest import study_of
from tests.detector.pictures import Folder

LOOPS = (arms.RANDOM, arms.BALANCED, arms.AGAIN, arms.CROWDED)
APPROVED = Verdict(promote=True, probability=None, reasons=["A test says so."])
PLAYED = (*LOOPS, arms.ONE_OFF)


@pytest.fixture(scope="module")
def out(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seed, all arms; every model comes into use, as bad as it is."""
    path = tmp_path_factory.mktemp("played")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "judge", lambda challenger, incumbent: APPROVED)
        play(study_of(folder, path), [0], threads=1)
    return path


@pytest.fixture(scope="module")
def results(out: Path) -> Results:
    return Results(out / "results.jsonl")


def rows_of(results: Results, arm: str) -> list[Row]:
    return [row for row in results.rows() if row["arm"] == arm]


@pytest.mark.parametrize("arm", PLAYED)
def test_every_arm_finishes_every_image_once(results: Results, data: DataSet, arm: str) -> None:
    path = rows_of(results, arms.START) + rows_of(results, arm)
    split = make_split(data, 0)
    assert sorted(place for row in path for place in row["learnt"]) == sorted(split.learn)
    assert sorted(place for row in path for place in row["held"]) == sorted(split.holdout)


def test_arms_share_the_first_images_and_the_first_weights(results: Results, data: DataSet) -> None:
    starts = rows_of(results, arms.START)
    split = make_split(data, 0)
    assert len(starts) == 1
    assert starts[0]["learnt"] == list(split.learn[:3])
    assert starts[0]["held"] == list(split.holdout[:3])
    first = [read_courses(results)[arm][0].points[0] for arm in LOOPS]
    assert first == [first[0]] * len(LOOPS)
    assert first[0].model == starts[0]["model"]


def test_the_loops_go_on_from_their_models(results: Results) -> None:
    for arm in LOOPS:
        trained, last = rows_of(results, arm)
        assert (trained["known"], last["known"]) == (6, 6)
        assert trained["weights"] == last["weights"] != rows_of(results, arms.START)[0]["weights"]
        assert len(last["held"]) > 0


def test_seconds_are_foretold_for_all_but_the_blind_holdout(results: Results) -> None:
    last = rows_of(results, arms.BALANCED)[-1]
    aided = [said is not None for said in last["foretold"]]
    assert all(aided[: len(last["learnt"])])
    assert aided[len(last["learnt"]) :] == [place % 2 == 0 for place in range(len(last["held"]))][::-1]


def test_who_trains_once_met_the_same_images_as_who_draws_at_random(results: Results) -> None:
    def order(arm: str) -> list[int]:
        return [place for row in rows_of(results, arm) for place in row["learnt"]]

    assert order(arms.ONE_OFF) == order(arms.RANDOM)
    assert len(rows_of(results, arms.ONE_OFF)) == 2


def test_what_is_drawn_by_hand_costs_what_the_formula_says(results: Results, data: DataSet) -> None:
    manual = rows_of(results, arms.MANUAL)[0]
    pool = make_split(data, 0).pool
    assert manual["seconds"][str(HEADLINE)] == pytest.approx(7.8 * len(pool) + 7.0 * data.boxes(pool))
    first = rows_of(results, arms.START)[0]
    assert first["seconds"][str(HEADLINE)] == pytest.approx(7.8 * 6 + 7.0 * first["boxes"])
    assert first["foretold"] == [None] * 6


@pytest.mark.parametrize("arm", PLAYED)
def test_a_course_adds_up(results: Results, arm: str) -> None:
    course = read_courses(results)[arm][0]
    assert course.points[-1].seconds == pytest.approx(course.totals[str(HEADLINE)])
    assert course.points[-1].images == course.images
    assert course.efforts == sorted(course.efforts)
    assert set(course.totals) == {str(cell) for cell in CELLS}
    assert course.seconds_to_goal() <= course.efforts[-1] * (1 + 1e-9)


def test_all_arms_end_with_the_model_of_the_finished_set(results: Results) -> None:
    full = rows_of(results, arms.FULL)[0]["model"]
    assert all(runs[0].points[-1].model == full for runs in read_courses(results).values())


def test_a_cut_run_ends_with_the_same_rows(
    out: Path, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut in the middle of the line before the last training."""
    shutil.copytree(out, tmp_path / "cut")
    file = tmp_path / "cut" / "results.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    trained = max(place for place, line in enumerate(lines) if '"verdict"' in line)
    file.write_text("".join(lines[:trained]) + lines[trained][:40])
    monkeypatch.setattr(rounds, "judge", lambda challenger, incumbent: APPROVED)
    play(study_of(folder, tmp_path / "cut"), [0], threads=1)
    assert lasting(Results(file)) == lasting(Results(out / "results.jsonl"))
    written = [line for line in file.read_text().splitlines() if line.startswith('{"seed"') and line.endswith("}")]
    assert len(written) == len(lines) - 1


def test_a_finished_seed_is_not_played_again(out: Path, folder: Folder) -> None:
    before = (out / "results.jsonl").read_bytes()
    play(study_of(folder, out), [0], threads=1)
    assert (out / "results.jsonl").read_bytes() == before


def test_the_report_names_every_arm_and_the_plot_is_drawn(results: Results, tmp_path: Path) -> None:
    table = write_report(results, tmp_path)
    assert all(arm in table for arm in PLAYED)
    assert "by hand" in table
    assert (tmp_path / "learning.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "learning.svg").read_text().count("<svg") == 1


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    assert "No arm" in write_report(Results(tmp_path / "results.jsonl", {}), tmp_path)
    assert not (tmp_path / "learning.png").exists()


@pytest.mark.parametrize(
    ("arm", "images", "rounds"),
    [
        (arms.START, 300, [10]),
        (arms.RANDOM, 300, [20, 40, 80, 160, None]),
        (arms.BALANCED, 50, [20, 40, None]),
        (arms.ONE_OFF, 300, [60, None]),
        (arms.ONE_OFF, 40, [None]),
    ],
)
def test_the_last_round_finishes_the_set(arm: str, images: int, rounds: list[Any]) -> None:
    assert Plan().rounds(arm, images) == rounds


@pytest.mark.parametrize(
    ("effort", "images", "is_fresh", "steps"),
    [(1, 10, True, 300), (1, 40, False, 200), (1, 160, False, 640), (0.5, 80, False, 162)],
)
def test_a_training_takes_the_steps_that_the_product_takes(
    effort: float, images: int, is_fresh: bool, steps: int
) -> None:
    assert Training(effort=effort).steps(images, is_fresh=is_fresh) == steps


def test_who_trains_once_takes_as_many_steps_as_a_loop_takes_in_all(data: DataSet, tmp_path: Path) -> None:
    plan = Plan(first=10, trainings=(40, 80))
    seed = Seed(data, Results(tmp_path / "results.jsonl", {}), 0, plan=plan, how=Training(), say=print)
    assert seed.steps(arms.RANDOM, 80, is_fresh=False) == 325
    assert seed.steps(arms.ONE_OFF, 60, is_fresh=True) == 300 + 200 + 325


def test_a_model_that_was_refused_is_followed_by_a_fresh_start() -> None:
    row = {"learnt": [1], "held": [], "weights": "old", "known": 0, "kept": {}}
    refused = State().after({**row, "verdict": {"promote": False}})
    assert refused.is_refused
    assert refused.after(row).is_refused
    assert not refused.after({**row, "verdict": {"promote": True}}).is_refused


def lasting(results: Results) -> list[str]:
    """Rows without what depends on how fast the machine is."""
    slow = ("train_seconds", "train_cpu_seconds")
    rows = [{name: value for name, value in row.items() if name not in slow} for row in results.rows()]
    return [json.dumps(row, sort_keys=True) for row in rows]
