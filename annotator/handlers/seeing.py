"""Detections in the words of the database, with what the hold-out says they are worth."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from annotator.models import ModelVersion
from annotator.services import predictions
from detector.acquisition.sketch import sketch
from detector.acquisition.uncertainty import image_uncertainty
from detector.scores.assess import Assessment
from detector.scores.seconds import predicted_seconds
from detector.structures import Category, Detections

Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads what one model version sees."""

    rows: Integers  # [K + 1] ids of the project's categories by label; 0 where the project has none.
    coco_ids: Integers  # [K + 1] by label.
    assessment: Assessment | None
    thresholds: dict[int, float]  # By COCO id.

    @classmethod
    def of(cls, version: ModelVersion, categories: tuple[Category, ...]) -> Self:
        """categories: in the order of the detector's labels"""
        shown_from = predictions.thresholds_in_use(version)
        pairs = zip(version.categories, categories, strict=True)
        return cls(
            rows=np.array([0, *(category or 0 for category in version.categories)], dtype=np.int64),
            coco_ids=np.array([0, *(category.id for category in categories)], dtype=np.int64),
            assessment=Assessment.from_json(version.assessment) if version.assessment else None,
            thresholds={category.id: shown_from[str(row)] for row, category in pairs if row},
        )

    def seen(self, image_id: int, found: Detections) -> predictions.Seen:
        """Category ids for labels, numbers that JSON can hold, and what it all takes a person."""
        ours = found[self.rows[found.labels] > 0]
        probabilities = self.probabilities(ours)
        worth = ours.scores if probabilities is None else probabilities
        with_suggestions, by_hand = self._seconds(ours, probabilities)
        return predictions.Seen(
            image_id=image_id,
            boxes=self._boxes(ours, probabilities),
            value=float(image_uncertainty(found.distributions)),
            embedding=sketch(ours, self.rows[ours.labels], worth).to_bytes(),
            predicted_seconds=with_suggestions,
            manual_seconds=by_hand,
        )

    def probabilities(self, found: Detections) -> NDArray[np.float64] | None:
        """[N], calibrated; None where the hold-out has not shown what scores are worth."""
        if self.assessment is None:
            return None
        return self.assessment.calibration.probabilities(found, self.coco_ids[found.labels])

    def _seconds(
        self, found: Detections, probabilities: NDArray[np.float64] | None
    ) -> tuple[float | None, float | None]:
        """With suggestions, and without."""
        if self.assessment is None or probabilities is None:
            return None, None
        per_category = self.assessment.per_category
        ids = self.coco_ids[found.labels]
        expected = partial(
            predicted_seconds,
            found,
            ids,
            probabilities,
            costs=self.assessment.costs,
            recall={id_: row.recall for id_, row in per_category.items()},
            fix={id_: row.fix_seconds for id_, row in per_category.items()},
        )
        shown = expected(thresholds=self.thresholds)
        return round(shown, 1), round(expected(thresholds={}), 1)  # What has no threshold is never shown.

    def _boxes(self, found: Detections, probabilities: NDArray[np.float64] | None) -> list[list[Any]]:
        """As Prediction holds them; a hundredth of a pixel is more than anybody sees."""
        corners = found.boxes.astype(np.float64).round(2).tolist()
        scores = found.scores.astype(np.float64).round(4).tolist()
        chances = [None] * len(found) if probabilities is None else probabilities.round(4).tolist()
        spreads = found.spread.astype(np.float64).round(2).tolist() if found.spread.any() else [[]] * len(found)
        categories = self.rows[found.labels].tolist()
        return [
            [category, *box, score, chance, *spread]
            for category, box, score, chance, spread in zip(categories, corners, scores, chances, spreads, strict=True)
        ]
