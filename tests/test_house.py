"""The house itself: its floors stand, and the web starts without the detector's weight."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

START_THE_WEB = """
import sys
from django.urls import get_resolver
import annotator.wsgi

def walk(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern

print(sum(1 for _ in walk(get_resolver().url_patterns)))
heavy = {"torch", "torchvision", "safetensors", "pycocotools"} & sys.modules.keys()
assert not heavy, f"the web process loads {heavy}"
"""


def run(*command: str) -> str:
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_a_floor_imports_only_the_floors_below_it() -> None:
    assert "0 broken" in run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")


def test_the_web_process_starts_without_torch() -> None:
    routes = int(run(sys.executable, "-c", START_THE_WEB))
    assert routes > 0
