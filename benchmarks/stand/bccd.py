"""BCCD, the blood cells that most benchmarks go by: where it lies, and what is said where it does not."""

from pathlib import Path

BCCD = Path(__file__).resolve().parents[3] / "shared" / "data" / "bccd"


def say_missing(folder: Path) -> int:
    """The exit status: whoever named a folder is wrong, whoever did not has nothing to measure by."""
    print(f"There is no BCCD at {folder}: nothing was measured. Say where it is with --data.")
    return 0 if folder == BCCD else 2
