"""Fail when a generated file is older than its source.

The API's description (schema.yml) is made from the serializers, and the frontend's types from the description: both
are checked in, so that a review sees what a change does to the interface.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schema.yml"
TYPES = ROOT / "frontend" / "src" / "app" / "api" / "schema.ts"
OPENAPI_TYPESCRIPT = ROOT / "frontend" / "node_modules" / ".bin" / "openapi-typescript"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        complaints = list(stale(Path(folder)))
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaints else 0


def stale(folder: Path) -> Iterator[str]:
    """One sentence for each checked-in file that differs from what would be generated now."""
    schema, types = folder / "schema.yml", folder / "schema.ts"
    run(sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(schema))
    if not same(schema, SCHEMA):
        yield "schema.yml is stale. Make it anew: .venv/bin/python manage.py spectacular --file schema.yml"
    run(str(OPENAPI_TYPESCRIPT), str(schema), "--output", str(types))
    if not same(types, TYPES):
        yield f"{TYPES.relative_to(ROOT)} is stale. Make it anew: cd frontend && npm run types"


def same(fresh: Path, kept: Path) -> bool:
    return kept.exists() and fresh.read_text() == kept.read_text()


def run(*command: str) -> None:
    """Run a command; the Node that make may have put beside this Python is found first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    finished = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")


if __name__ == "__main__":
    sys.exit(main())
