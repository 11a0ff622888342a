"""A network that goes on from another: everything is kept, and of the head what still has a meaning.

Categories come and go between two trainings. A category that stays keeps its rows in the classifier
and the box regressor wherever it moves to; a new one gets fresh rows; those of a removed one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from torch import Tensor
from torchvision.models.detection import FasterRCNN

from detector.network.model import build_from
from detector.structures import Category, Detector

CLASSIFIER = "roi_heads.box_predictor.cls_score"
REGRESSOR = "roi_heads.box_predictor.bbox_pred"
ROWS_PER_CLASS = {
    f"{CLASSIFIER}.weight": 1,
    f"{CLASSIFIER}.bias": 1,
    f"{REGRESSOR}.weight": 4,
    f"{REGRESSOR}.bias": 4,
}


def with_categories(
    source: Detector,
    categories: Sequence[Category],
    *,
    label_in_source: Mapping[int, int] | None = None,
    lean: bool = True,
) -> Detector:
    """A copy of source for these categories.

    label_in_source: category id -> label in source, for the categories that it knows; by default the
    categories with the same id.
    """
    if label_in_source is None:
        label_in_source = {category.id: label for label, category in enumerate(source.categories, start=1)}
    metadata = replace(source.metadata, categories=tuple(categories))
    model = build_from(metadata, lean=lean)
    transplant(source.model.state_dict(), model, classes=[0, *(label_in_source.get(entry.id) for entry in categories)])
    return Detector(model=model, metadata=metadata)


def transplant(weights: Mapping[str, Tensor], model: FasterRCNN, *, classes: Sequence[int | None]) -> None:
    """Copy weights into model. classes: for each class of model its class in weights; None leaves it as it is."""
    grafted = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    for name, tensor in grafted.items():
        rows = ROWS_PER_CLASS.get(name)
        if rows is None:
            tensor.copy_(weights[name])
            continue
        for place, origin in enumerate(classes):
            if origin is not None:
                tensor[place * rows : (place + 1) * rows] = weights[name][origin * rows : (origin + 1) * rows]
    model.load_state_dict(grafted)
