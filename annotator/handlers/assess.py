"""Measure a model version on the finished hold-out images as they are now."""

from typing import Any

import numpy as np

from annotator.errors import JobFailed
from annotator.handlers.predict import Loaded, load
from annotator.handlers.train import detector_costs
from annotator.models import Job, ModelVersion
from annotator.services import blobs, datasets, effort, evaluations, jobs, registry
from detector.dataset import read_annotations
from detector.images import ImageRefused
from detector.predict import predict
from detector.scores.assess import assess
from detector.scores.costs import DEFAULT, Costs
from detector.scores.matching import Seen
from detector.scores.sightings import sightings
from detector.structures import Example


def run(job: Job) -> dict[str, Any]:
    """params: {"model_version": id}"""
    version = ModelVersion.objects.select_related("project").get(pk=job.params["model_version"])
    dataset_version = datasets.freeze_dataset(job.project)
    with blobs.new_folder(f"assess-{job.pk}-") as folder:
        examples = read_annotations(datasets.write_holdout(dataset_version, folder), folder).examples
    seen = _look(job, version, load(version), examples)
    assessment = assess(seen, tolerance=job.project.tolerance, costs=_costs(version))
    if assessment is None:
        raise JobFailed(
            f"No hold-out image of “{job.project}” that can be read has a box.",
            reason="nothing_to_measure",
            hint="Finish some hold-out images, then measure again.",
        )
    evaluation = evaluations.record(version, dataset_version, sightings(seen), assessment=assessment.to_json())
    return {"model": version.number, "images": evaluation.images, "dataset_version": dataset_version.number}


def _look(job: Job, version: ModelVersion, loaded: Loaded, examples: tuple[Example, ...]) -> list[Seen]:
    ids = _coco_ids(version)
    pictures = ((place, example.path) for place, example in enumerate(examples))
    seen = []
    for place, found in predict(loaded.predictor, pictures):
        jobs.beat(job, (place + 1) / len(examples), message=f"{place + 1} of {len(examples)} images")
        if not isinstance(found, ImageRefused):
            ours = found[ids[found.labels] > 0]
            seen.append(Seen(examples[place], ids[ours.labels], ours))
    return seen


def _coco_ids(version: ModelVersion) -> Any:
    """[K + 1] of the project's categories by label; 0 where the project has none."""
    known = dict(version.project.categories.values_list("pk", "coco_id"))
    return np.array([0, *(known.get(category, 0) for category in version.categories)], dtype=np.int64)


def _costs(version: ModelVersion) -> Costs:
    """Those that the model in use was judged by, so that all that is measured now can be compared."""
    active = registry.active_model(version.project)
    if active is not None and active.assessment:
        return Costs(**active.assessment["costs"])
    ledger = effort.ledger_of(version.project)
    return detector_costs(ledger.costs) if ledger.is_enough else DEFAULT
