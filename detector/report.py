"""What a run says on the way: JSON lines for a program, or plain lines for a person."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

SECONDS_BETWEEN_STEPS = 0.5


class Report:
    """Writes events. Keeps the stream it starts with: some libraries print while it is redirected."""

    def __init__(self, *, as_json: bool, stream: TextIO | None = None) -> None:
        self._as_json = as_json
        self._stream = stream or sys.stdout
        self._last_step = -SECONDS_BETWEEN_STEPS

    def event(self, event: str, **values: Any) -> None:
        line = json.dumps({"event": event, **values}) if self._as_json else LINES[event](values)
        print(line, file=self._stream, flush=True)

    def notice(self, code: str, message: str, hint: str) -> None:
        """Something that a person should know, and that stops nothing."""
        self.event("notice", code=code, message=message, hint=hint)

    def step(self, *, step: int, total: int, progress: float, **values: Any) -> None:
        """The first and the last step, and between them two a second at most."""
        now = time.monotonic()
        if step == 1 or progress >= 1 or now - self._last_step >= SECONDS_BETWEEN_STEPS:
            self._last_step = now
            self.event("step", step=step, total=total, progress=progress, **values)


class Silence(Report):
    """For the processes beside the first."""

    def __init__(self) -> None:
        super().__init__(as_json=True)

    def event(self, event: str, **values: Any) -> None:
        pass


def _started(values: dict[str, Any]) -> str:
    what = f"{values['kind']} on {values['images']} images with {values['boxes']} boxes"
    return f"Training {what} ({values['device']}, {values['mode']}). {values['mode_reason']}"


def _step(values: dict[str, Any]) -> str:
    return f"step {values['step']}/{values['total']}  loss {values['loss']:.3f}  {values['eta_seconds']:.0f} s left"


def _epoch(values: dict[str, Any]) -> str:
    line = f"epoch {values['epoch']}  loss {values['loss']:.3f}  {values['seconds']:.1f} s"
    return f"{line}  {precision_line(values['metrics'])}" if values["metrics"] else line


def _download(values: dict[str, Any]) -> str:
    return f"downloading weights: {values['done'] / 1e6:.0f} of {values['total'] / 1e6:.0f} MB"


def _finished(values: dict[str, Any]) -> str:
    lines = [f"Wrote {values['weights']}."]
    for name in ("metrics", "incumbent_metrics"):
        if values[name]:
            lines.append(f"{name.replace('_', ' ')}: {precision_line(values[name])}")
    if values["verdict"]:
        lines.extend(values["verdict"]["reasons"])
    return "\n".join(lines)


def _predicted(values: dict[str, Any]) -> str:
    return f"Found {values['boxes']} boxes in {values['images']} images; wrote {values['file']}."


def _evaluated(values: dict[str, Any]) -> str:
    return precision_line(values["metrics"]) if values["metrics"] else "There is no box to find."


def _pretrained(values: dict[str, Any]) -> str:
    return f"Wrote {values['weights']}."


def _crosschecked(values: dict[str, Any]) -> str:
    return f"Looked at {values['images']} images and found {values['boxes']} boxes; wrote {values['file']}."


def _traced(values: dict[str, Any]) -> str:
    return f"Found {values['boxes']} boxes; wrote how to {values['file']}."


def _with_hint(values: dict[str, Any]) -> str:
    return f"{values['message']} {values['hint']}".strip()


def precision_line(metrics: dict[str, Any]) -> str:
    return f"AP {metrics['ap']:.3f}  AP50 {metrics['ap50']:.3f}  AP75 {metrics['ap75']:.3f}"


LINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "started": _started,
    "step": _step,
    "epoch": _epoch,
    "download": _download,
    "finished": _finished,
    "predicted": _predicted,
    "pretrained": _pretrained,
    "evaluated": _evaluated,
    "crosschecked": _crosschecked,
    "traced": _traced,
    "notice": _with_hint,
    "error": _with_hint,
}
