"""Files named by their content: never overwritten, safe to copy, shared by all rows that name them.

On a local disk a file appears whole (written aside, synced, renamed) or not at
all; in a bucket the store itself promises that.
"""

import hashlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from annotator.errors import StorageFull

LEFTOVER_SECONDS = 2 * 24 * 3600  # A training takes a day at most, and writes now and then.


def image_name(sha256: str, suffix: str) -> str:
    return _name("images", sha256, suffix)


def rendition_name(sha256: str, kind: str, suffix: str) -> str:
    return _name(f"renditions/{kind}", sha256, suffix)


def model_name(sha256: str) -> str:
    return f"models/{sha256}.safetensors"


def dataset_name(sha256: str) -> str:
    return f"datasets/{sha256}.json"


def evaluation_name(sha256: str) -> str:
    return f"evaluations/{sha256}.json.gz"


def export_name(sha256: str, suffix: str) -> str:
    return f"exports/{sha256}{suffix}"


def trace_name(sha256: str) -> str:
    return _name("traces", sha256, ".zip")


def import_name(sha256: str, suffix: str) -> str:
    return f"imports/{sha256}{suffix}"


def _name(folder: str, sha256: str, suffix: str) -> str:
    # 256 folders: a directory of a million entries is slow to list and to back up.
    return f"{folder}/{sha256[:2]}/{sha256}{suffix}"


def _is_on_disk() -> bool:
    return isinstance(storages["default"], FileSystemStorage)


def exists(name: str) -> bool:
    return default_storage.exists(name)


def put_bytes(name: str, content: bytes) -> None:
    """Store content under name, durably. A file that is there already stays."""
    with new_file() as path:
        path.write_bytes(content)
        put_file(name, path)


def put_file(name: str, source: Path) -> None:
    """Move a file of ours, made by `new_file` or a run, to its final name."""
    if _is_on_disk():
        _rename_into_place(source, Path(default_storage.path(name)))
    elif not default_storage.exists(name):
        with source.open("rb") as file:
            default_storage.save(name, File(file))


def _rename_into_place(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    source.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def new_file(suffix: str = "") -> Iterator[Path]:
    """A temporary path on the same disk as the data, gone afterwards unless it was put in its place."""
    handle, name = tempfile.mkstemp(dir=_temporary(), suffix=suffix)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


@contextmanager
def new_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder on the same disk as the data, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=_temporary(), prefix=prefix) as name:
        yield Path(name)


def _temporary() -> Path:
    folder: Path = settings.DATA_DIR / "temporary"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_leftovers() -> None:
    """Delete what killed processes have left among the temporary files: the folder of a training may be large."""
    for left in _temporary().iterdir():
        with suppress(FileNotFoundError):  # Whoever uses it has come to its end.
            if time.time() - _touched_at(left) > LEFTOVER_SECONDS:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


def _touched_at(path: Path) -> float:
    """When it, or what is in it, was last written to."""
    return max(part.lstat().st_mtime for part in [path, *path.rglob("*")])


def read_bytes(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def local_path(name: str) -> Path:
    """Where a program of ours can open the file; one in a bucket is fetched once and kept."""
    if _is_on_disk():
        return Path(default_storage.path(name))
    path: Path = settings.DATA_DIR / "cache" / name
    if not path.exists():
        _fetch(name, path)
    return path


def _fetch(name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_file() as aside:
        with default_storage.open(name) as source, aside.open("wb") as target:
            shutil.copyfileobj(source, target)
        aside.replace(path)


def delete(name: str) -> None:
    default_storage.delete(name)


def take_away(name: str) -> Path | None:
    """Move a file out of its place, until it is unlinked or brought back. None where there is none.

    One in a bucket is deleted at once: a bucket has no such place.
    """
    if not _is_on_disk():
        default_storage.delete(name)
        return None
    stored, path = Path(default_storage.path(name)), _temporary() / f"away-{uuid.uuid4()}"
    try:
        os.utime(stored)  # With the age that it has it would be taken for a leftover.
        return stored.rename(path)
    except FileNotFoundError:
        return None


def bring_back(name: str, path: Path) -> None:
    """Into its place, unless somebody has stored the same content again."""
    put_file(name, path)
    path.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_free_space() -> None:
    """Refuse new files before the disk is so full that saves fail. Raises StorageFull."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(settings.DATA_DIR)
    if disk.free < settings.FREE_DISK_FLOOR * disk.total:
        raise StorageFull(f"Only {disk.free / 2**20:.0f} MB are free on the server's disk.")
