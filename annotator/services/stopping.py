"""Whether more finished images will still make the model better: a hint, and nothing that stops by itself."""

from dataclasses import dataclass

from annotator.models import ModelVersion, Project

STEADY_MODELS = 3  # In a row.
SAME_BOXES = 0.97  # F1 of a model's boxes against its predecessor's, from which it says the same.


@dataclass(frozen=True, kw_only=True)
class StopHint:
    is_reached: bool
    text: str
    steady_models: int


def stop_hint(project: Project) -> StopHint:
    """Reached when the newest models see what the ones before saw, and save no seconds but by luck."""
    trained = project.model_versions.filter(origin=ModelVersion.Origin.TRAINED).exclude(mode=ModelVersion.INSTANT)
    newest = list(trained.order_by("-number")[:STEADY_MODELS])
    steady = next((place for place, model in enumerate(newest) if not is_steady(model)), len(newest))
    return StopHint(is_reached=steady >= STEADY_MODELS, text=_text(newest, steady), steady_models=steady)


def is_steady(model: ModelVersion) -> bool:
    found = model.stability
    if not found or found["agreement"] is None or found["seconds_change"] is None:
        return False
    low, high = found["seconds_change"]
    return bool(found["agreement"] >= SAME_BOXES and low <= 0 <= high)


def _text(newest: list[ModelVersion], steady: int) -> str:
    if steady >= STEADY_MODELS:
        agreement = min(model.stability["agreement"] for model in newest if model.stability)
        return (
            f"More finished images will probably not make the model better: the last {STEADY_MODELS} models agree "
            f"with each other on {100 * agreement:.0f} % of the boxes or more, and none saves time against the "
            "one before that could not be luck."
        )
    if len(newest) < STEADY_MODELS or not any(model.stability for model in newest):
        return f"Too early to say: it takes {STEADY_MODELS} trained models that can be compared."
    return "The model is still changing: more finished images are likely to make it better."
