"""The benchmark of everything that a GPU does: on a machine without one, what can be said of it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from benchmarks import gpu


@pytest.mark.skipif(torch.cuda.is_available(), reason="There is a GPU")
def test_without_a_gpu_it_says_so_and_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--out", str(tmp_path / "out")])
    assert gpu.main() == 0
    assert "no GPU" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_part_that_takes_too_long_ends_with_all_that_it_started(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    sign = tmp_path / "alive"
    child = f"import time, pathlib\nwhile True: pathlib.Path({str(sign)!r}).touch(); time.sleep(.05)"
    program.write_text(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])")
    with pytest.raises(subprocess.TimeoutExpired):
        gpu._run([str(program)], seconds=2)
    time.sleep(0.3)
    sign.unlink(missing_ok=True)
    time.sleep(0.3)
    assert not sign.exists()


def test_a_part_that_fails_is_told_of() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        gpu._run(["-c", "raise SystemExit(3)"])
