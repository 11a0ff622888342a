"""Why there is a box: its way through all stages, read from the arrays of a trace."""

from typing import Any

from annotator.services.facts import Facts, Shown, corners, distribution, iou, rounded


def why_found(facts: Facts, rank: int) -> dict[str, Any]:
    """The way of a final box through all stages. rank: from 0"""
    label = int(facts.arrays["final_labels"][rank])
    row = int(facts.arrays["final_rows"][rank])
    final = facts.finals[rank]
    steps = [
        _anchor_step(facts, row),
        _patch_step(facts, row),
        _class_step(facts, row, label),
        _refinement_step(facts, row, label),
        *_finishing_steps(facts, rank),
    ]
    words = "is shown" if final.is_shown else "is hidden"
    sentence = f"Box {rank + 1} is {facts.called(label)} with a confidence of {final.confidence:.2f}, and {words}."
    return {"detection": rank, "sentence": sentence, "steps": steps}


def _anchor_step(facts: Facts, row: int) -> dict[str, Any]:
    arrays = facts.arrays
    level, anchor = facts.level_names[int(arrays["levels"][row])], arrays["anchors"][row]
    objectness, shared = float(arrays["objectness"][row]), float(iou(arrays["proposals"][row][None], anchor)[0])
    width, height = float(anchor[2] - anchor[0]), float(anchor[3] - anchor[1])
    sentence = (
        f"An anchor of {width:.0f} x {height:.0f} pixels on map {level} had an objectness of {objectness:.2f}: "
        f"it became proposal {row + 1} of {len(arrays['objectness'])}."
    )
    return {
        "stage": "proposals",
        "sentence": sentence,
        "level": level,
        "anchor": corners(anchor),
        "objectness": rounded(objectness),
        "proposal": row,
        "iou": rounded(shared),
    }


def _patch_step(facts: Facts, row: int) -> dict[str, Any]:
    level = facts.level_names[int(facts.arrays["pooled_from"][row])]
    sentence = f"Its features were cut out of map {level}, as a box of its size is, and pooled to a patch."
    return {"stage": "pooling", "sentence": sentence, "level": level}


def _class_step(facts: Facts, row: int, label: int) -> dict[str, Any]:
    chances = facts.arrays["distributions"][row]
    sentence = (
        f"The patch was taken for {facts.called(label)} with {chances[label]:.2f}, background had {chances[0]:.2f}."
    )
    return {
        "stage": "heads",
        "sentence": sentence,
        "distribution": distribution(facts, row),
        "score": rounded(chances[label]),
    }


def _refinement_step(facts: Facts, row: int, label: int) -> dict[str, Any]:
    before, after = facts.arrays["proposals"][row], facts.arrays["refined"][row, label]
    shared = float(iou(before[None], after)[0])
    sentence = f"The proposal was moved to fit: before and after overlap by {shared:.2f}."
    boxes = {"before": corners(before), "after": corners(after)}
    return {"stage": "heads", "sentence": sentence, "iou": rounded(shared), **boxes}


def _finishing_steps(facts: Facts, rank: int) -> list[dict[str, Any]]:
    arrays, final = facts.arrays, facts.finals[rank]
    score, limit = float(arrays["final_scores"][rank]), facts.settings["score"]
    gone = int((arrays["candidate_by"] == rank).sum())
    shared = float(iou(arrays["final_before"][rank][None], arrays["final_boxes"][rank])[0])
    shown = {"confidence": rounded(final.confidence), "threshold": final.threshold, "is_shown": final.is_shown}
    sentences: list[tuple[str, dict[str, Any]]] = [
        (f"Its score of {score:.2f} is above the {limit:g} that a box needs.", {"score": rounded(score)}),
        (f"It suppressed {_counted(gone)} of the same class around it.", {"suppressed": gone}),
        (f"The boxes that agree on it moved its edges: {shared:.2f} of it stayed.", {"iou": rounded(shared)}),
        (_threshold_sentence(final), shown),
    ]
    if not facts.settings["tighten"]:
        del sentences[2]
    return [{"stage": "post", "sentence": sentence, **numbers} for sentence, numbers in sentences]


def _threshold_sentence(final: Shown) -> str:
    if final.threshold is None:
        return "The project has no such category, so nobody is shown it."
    if final.is_shown:
        return f"Its confidence of {final.confidence:.2f} reaches the {final.threshold:.2f} from which it is shown."
    if not final.is_below:
        return f"No box of that category is shown. {final.reason}".strip()
    return f"Its confidence of {final.confidence:.2f} is below the {final.threshold:.2f} from which it is shown."


def _counted(amount: int) -> str:
    return {0: "no box", 1: "1 box"}.get(amount, f"{amount} boxes")
