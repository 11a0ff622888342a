"""Fail when a generated file is older than its source, or the frontend's lock file has a hole.

The API's description (schema.yml) is made from the serializers, and the frontend's types from the description: both
are checked in, so that a review sees what a change does to the interface.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schema.yml"
TYPES = ROOT / "frontend" / "src" / "app" / "api" / "schema.ts"
OPENAPI_TYPESCRIPT = ROOT / "frontend" / "node_modules" / ".bin" / "openapi-typescript"
LOCK = ROOT / "frontend" / "package-lock.json"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        complaints = [*stale(Path(folder)), *holes(json.loads(LOCK.read_text()))]
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


def holes(lock: dict[str, Any]) -> Iterator[str]:
    """One sentence for each address and for each optional dependency that the lock file names but does not lock.

    npm writes such holes when a platform's package is missing from the registry, and `npm ci` then refuses the file.
    """
    packages: dict[str, dict[str, Any]] = lock["packages"]
    locked = {path.rpartition("node_modules/")[2] for path in packages}
    for path, package in packages.items():
        if "resolved" in package:
            yield f"package-lock.json: {path} names where it was fetched from. Remove its 'resolved'."
        for name in package.get("optionalDependencies", {}):
            if name not in locked:
                yield f"package-lock.json: {path} wants {name}, which is not locked. Pin another version of {path}."


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
