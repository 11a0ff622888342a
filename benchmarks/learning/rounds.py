"""One seed played through: each arm from the same first images and first model to the finished set.

Everything that a round needs is in the rows of the rounds before and in the files of weights, so that a run that was
cut goes on with the round that it was in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import torch

from benchmarks.learning import arms, training
from benchmarks.learning.annotator import CELLS, COUNTS, HEADLINE, Advice, Work, advise, by_hand, with_suggestions
from benchmarks.learning.data import DataSet
from benchmarks.learning.folds import Split, make_split
from benchmarks.learning.judging import judge_model
from benchmarks.learning.results import Results, Row
from benchmarks.learning.training import Trained, Training
from detector.evaluate import Metrics
from detector.scores.costs import manual_seconds
from detector.scores.gate import judge
from detector.scores.matching import Seen
from detector.structures import Detector, Example

HOLDOUT_EVERY = 8  # Of the images after the first ones, until all hold-out images are finished.


@dataclass(frozen=True, kw_only=True)
class Plan:
    """first: images to learn from, and as many of the hold-out, that are drawn by hand before there is a model."""

    first: int = 10
    trainings: tuple[int, ...] = (20, 40, 80, 160)  # Images to learn from at which the loops train again.
    one_off: int = 60
    keep: bool = False  # Learn from boxes as they are left at the headline's tolerance, not from the truth.
    blind: bool = False  # Every other hold-out image has no suggestions, to see whether these lead people astray.

    def rounds(self, arm: str, images: int) -> list[int | None]:
        """How many images to learn from are finished before each training; None: all, and no training."""
        if arm == arms.START:
            return [self.first]
        wanted = (self.one_off,) if arm == arms.ONE_OFF else self.trainings
        return [*(count for count in wanted if self.first < count < images), None]


@dataclass(frozen=True, kw_only=True)
class State:
    """Where an arm is. Places in the data set, in the order in which they were finished."""

    learnt: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    weights: str | None = None  # The file of the model in use.
    known: int = 0  # How many of learnt it has learnt from.
    is_refused: bool = False  # The last model that was trained; the next one starts afresh.
    kept: Mapping[int, Any] = field(default_factory=dict)  # Boxes as they were left.

    def after(self, row: Row) -> "State":
        learnt = (*self.learnt, *row["learnt"])
        return State(
            learnt=learnt,
            held=(*self.held, *row["held"]),
            weights=row["weights"],
            known=row["known"],
            is_refused=not row["verdict"]["promote"] if "verdict" in row else self.is_refused,
            kept={**self.kept, **{int(place): boxes for place, boxes in row["kept"].items()}},
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A detector and what the hold-out says of it."""

    detector: Detector
    advice: Advice
    metrics: Metrics | None

    @classmethod
    def judged_by(cls, detector: Detector, holdout: Sequence[Example]) -> "Model":
        seen = training.see(detector, holdout)
        return cls(detector=detector, advice=advise(seen), metrics=training.measure(seen))


class Seed:
    """Plays the arms of one seed."""

    def __init__(
        self, data: DataSet, results: Results, seed: int, *, plan: Plan, how: Training, say: Callable[[str], None]
    ) -> None:
        self.data, self.results, self.seed, self.plan, self.how, self.say = data, results, seed, plan, how, say
        self.split: Split = make_split(data, seed)
        self.models = results.file.parent / "models"

    def play(self, names: Sequence[str]) -> None:
        """The start and the two ends first: a run that is cut has something to compare with."""
        self._once(arms.MANUAL, self._manual)
        beginning = self._play_arm(arms.START, State())
        self._once(arms.FULL, self._full)
        for arm in names:
            # One who trains once does it later, and has no model until then.
            state = replace(beginning, weights=None, known=0) if arm == arms.ONE_OFF else beginning
            self._play_arm(arm, state)

    def _play_arm(self, arm: str, state: State) -> State:
        for number, target in enumerate(self.plan.rounds(arm, len(self.split.learn))):
            row = self.results.get(self.seed, arm, number)
            if row is None:
                row = self.results.add(Round(self, arm, number, target, state).play())
                self.say(_told(row))
            state = state.after(row)
        return state

    def _once(self, arm: str, measure: Callable[[], Row]) -> None:
        if self.results.get(self.seed, arm, 0) is None:
            self.say(_told(self.results.add(self.heading(arm, 0) | measure())))

    def heading(self, arm: str, number: int) -> Row:
        return {"seed": self.seed, "arm": arm, "round": number, "fold": self.split.fold}

    def _manual(self) -> Row:
        counts = [self.data.examples[place].box_count for place in self.split.pool]
        seconds = {str(cell): sum(manual_seconds(count, cell.costs) for count in counts) for cell in CELLS}
        return {"images": len(counts), "boxes": sum(counts), "seconds": seconds}

    def _full(self) -> Row:
        """The model of the finished set: where all arms end, whatever the order was."""
        trained = self.train(arms.FULL, self.data.take(self.split.learn), None, known=0)
        model = judge_model(self.load(trained.weights.name), self.data, self.split)
        return {"images": len(self.split.learn), **trained.to_json(), "model": model}

    def train(self, arm: str, examples: Sequence[Example], weights: str | None, *, known: int) -> Trained:
        """Fresh without weights. known: how many of the examples these have learnt from."""
        return training.train(
            self.how,
            examples,
            self.data.categories,
            known=examples[:known],
            weights=self.models / weights if weights else None,
            steps=self.steps(arm, len(examples), is_fresh=weights is None),
            seed=self.seed,
            folder=self.models,
        )

    def steps(self, arm: str, images: int, *, is_fresh: bool) -> int:
        """Of a training. Who trains once has the time that the loops take in all, so that the orders are compared."""
        usual = self.how.steps(images, is_fresh=is_fresh)
        if arm not in (arms.ONE_OFF, arms.FULL):
            return usual
        going_on = (self.how.steps(count, is_fresh=False) for count in self.plan.trainings)
        return max(usual, self.how.steps(self.plan.first, is_fresh=True) + sum(going_on))

    def load(self, weights: str) -> Detector:
        return training.load(self.how, self.models / weights)


class Round:
    """A person finishes images with the suggestions of the model in use; then one learns from all that is finished."""

    def __init__(self, game: Seed, arm: str, number: int, target: int | None, state: State) -> None:
        self.game, self.arm, self.number, self.target, self.state = game, arm, number, target, state
        self.data, self.split = game.data, game.split

    def play(self) -> Row:
        learnt, held = self._choose()
        work = self._annotate(learnt, held)
        row = self.game.heading(self.arm, self.number) | _account(learnt, held, work, keep=self.game.plan.keep)
        row |= {"boxes": self.data.boxes([*learnt, *held]), "weights": self.state.weights, "known": self.state.known}
        return row | (self._learn(self.state.after(row)) if self.target is not None else {})

    @cached_property
    def model(self) -> Model | None:
        """The one in use, judged by the hold-out as far as it is finished."""
        if self.state.weights is None:
            return None
        return Model.judged_by(self.game.load(self.state.weights), self.data.take(self.state.held))

    def _look(self, places: Sequence[int]) -> list[Seen]:
        """What the model in use sees; each image is looked at once a round."""
        assert self.model is not None
        unseen = [place for place in places if place not in self._seen]
        self._seen.update(zip(unseen, training.see(self.model.detector, self.data.take(unseen)), strict=True))
        return [self._seen[place] for place in places]

    @cached_property
    def _seen(self) -> dict[int, Seen]:
        return {}

    def _choose(self) -> tuple[list[int], list[int]]:
        state, split = self.state, self.split
        done = {*state.learnt, *state.held}
        free = tuple(place for place in split.learn if place not in done)
        waiting = [place for place in split.holdout if place not in done]
        if self.target is None:
            return self._order(free, len(free)), waiting
        count = min(self.target - len(state.learnt), len(free))
        return self._order(free, count), waiting[: self._due(count)]

    def _order(self, free: tuple[int, ...], count: int) -> list[int]:
        if self.model is None or count == len(free):
            return list(free[:count])
        view = arms.View(
            data=self.data,
            open=free,
            finished=self.state.learnt,
            look=self._look,
            advice=self.model.advice,
            metrics=self.model.metrics,
            seed=1000 * (self.game.seed + 1) * (self.number + 1),
        )
        return arms.ORDERS[self.arm](view, count)

    def _due(self, count: int) -> int:
        """Hold-out images beside so many others: as many at first, then every eighth."""
        first = self.game.plan.first
        if not self.state.learnt:
            return min(first, count)
        owed = first + (len(self.state.learnt) + count - first) // (HOLDOUT_EVERY - 1)
        return max(0, owed - len(self.state.held))

    def _annotate(self, learnt: Sequence[int], held: Sequence[int]) -> dict[int, Work]:
        places = [*learnt, *held]
        if self.model is None:
            return {place: by_hand(self.data.examples[place]) for place in places}
        blind = set(held[len(self.state.held) % 2 :: 2]) if self.game.plan.blind else set()
        aided = [place for place in places if place not in blind]
        work = {place: by_hand(self.data.examples[place]) for place in blind}
        for place, seen in zip(aided, self._look(aided), strict=True):
            work[place] = with_suggestions(seen, self.model.advice)
        return {place: work[place] for place in places}

    def _learn(self, state: State) -> Row:
        game = self.game
        examples = [_as_left(self.data.examples[place], state.kept.get(place)) for place in state.learnt]
        start = None if state.is_refused else state.weights
        trained = game.train(self.arm, examples, start, known=state.known)
        challenger = Model.judged_by(game.load(trained.weights.name), self.data.take(state.held))
        incumbent = Model.judged_by(self.model.detector, self.data.take(state.held)) if self.model else None
        verdict = _verdict(challenger, incumbent)
        in_use = challenger if verdict["promote"] else incumbent
        return {
            **trained.to_json(),
            "weights": trained.weights.name if verdict["promote"] else state.weights,
            "known": len(state.learnt) if verdict["promote"] else state.known,
            "verdict": verdict,
            "model": judge_model(in_use.detector, self.data, self.split, in_use.advice) if in_use else None,
        }


def _verdict(challenger: Model, incumbent: Model | None) -> dict[str, Any]:
    """A challenger that the hold-out can say nothing of stays out."""
    if HEADLINE not in challenger.advice:
        return {"promote": False, "probability": None, "reasons": ["There is no box in the hold-out."]}
    return judge(challenger.advice[HEADLINE], incumbent.advice.get(HEADLINE) if incumbent else None).to_json()


def _account(learnt: Sequence[int], held: Sequence[int], work: Mapping[int, Work], *, keep: bool) -> Row:
    return {
        "learnt": list(learnt),
        "held": list(held),
        "seconds": {str(cell): round(sum(one.seconds[cell] for one in work.values()), 2) for cell in CELLS},
        "counts": {name: sum(one.counts[name] for one in work.values()) for name in COUNTS},
        "each": [round(one.seconds[HEADLINE], 2) for one in work.values()],
        "foretold": [None if one.predicted is None else round(one.predicted, 2) for one in work.values()],
        "kept": {place: work[place].boxes.round(2).tolist() for place in learnt} if keep else {},
    }


def _as_left(example: Example, boxes: Any) -> Example:
    return example if boxes is None else replace(example, boxes=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4))


def _told(row: Row) -> str:
    words = f"seed {row['seed']}  {row['arm']:13}  round {row['round']}"
    if "learnt" in row:
        words += f"  {len(row['learnt']):3} + {len(row['held'])} images, {row['seconds'][str(HEADLINE)] / 60:5.1f} min"
    if row.get("model"):
        model = row["model"]
        words += f", trained {row['train_cpu_seconds']:.0f} CPU s, AP {model['ap']:.3f}, AP50 {model['ap50']:.3f}"
    return words
