"""Bad configurations, each with an id, what is wrong, and what to do about it.

`manage.py check` shows them all, and no command starts with an error among them. Ids are never used again.
"""

import os
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

TAG = "boxloop"  # Not Django's `database`: checks with that tag are left out by most commands.
LOCAL_HOSTS = frozenset(["", "localhost", "127.0.0.1", "::1"])
# Write-ahead logs need shared memory, and locks that hold: these give neither.
NETWORK_FILE_SYSTEMS = re.compile(
    r"^(nfs\d?|cifs|smbfs|smb3|9p|afs|ceph|lustre|glusterfs|beegfs|fuse\.(sshfs|glusterfs))$"
)
DEVICE = re.compile(r"^(auto|cpu|cuda(:\d+)?)$")
MOUNTS = Path("/proc/mounts")


@register(TAG)
def check_broker_fits_database(**_: Any) -> Iterator[CheckMessage]:
    """The worker must hear the bell and see the table, wherever it runs."""
    database, broker = settings.DATABASES["default"], urlsplit(settings.BROKER_URL)
    is_sqlite = "sqlite" in database["ENGINE"]
    if broker.scheme == "spool" and not is_sqlite and not _is_local(database.get("HOST")):
        yield Warning(
            "spool:// rings for workers on this machine only, and the database is on another.",
            hint="Set CELERY_BROKER_URL to a Redis server, unless all workers run here.",
            id="annotator.W001",
        )
    if broker.scheme in ("redis", "rediss") and is_sqlite and not _is_local(broker.hostname):
        yield Error(
            "SQLite cannot be shared with a worker on another machine.",
            hint="Set DATABASE_URL to a PostgreSQL database, or CELERY_BROKER_URL to spool:// and run the worker here.",
            id="annotator.E002",
        )


@register(TAG)
def check_broker(**_: Any) -> Iterator[CheckMessage]:
    scheme = urlsplit(settings.BROKER_URL).scheme
    if scheme not in ("spool", "redis", "rediss"):
        yield Error(
            f"CELERY_BROKER_URL starts with {scheme!r}, which is no broker that Boxloop knows.",
            hint="Use spool:// on one machine, or redis://host:6379/0.",
            id="annotator.E003",
        )
    if scheme.startswith("redis") and find_spec("redis") is None:
        yield Error(
            "CELERY_BROKER_URL names a Redis server, but the package redis is not installed.",
            hint="pip install 'boxloop[redis]'",
            id="annotator.E004",
        )


@register(TAG)
def check_storage(**_: Any) -> Iterator[CheckMessage]:
    if settings.STORAGE_URL.startswith("s3:") and (find_spec("storages") is None or find_spec("boto3") is None):
        yield Error(
            "STORAGE_URL names a bucket, but the packages for it are not installed.",
            hint="pip install 'boxloop[s3]'",
            id="annotator.E005",
        )


@register(TAG)
def check_data_folder(**_: Any) -> Iterator[CheckMessage]:
    folder: Path = settings.DATA_DIR
    existing = next(path for path in [folder, *folder.parents] if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield Error(
            f"The data folder {folder} cannot be written: {existing} does not let us.",
            hint="Set BOXLOOP_DATA_DIR to a folder that this user may write, or change that folder's owner.",
            id="annotator.E006",
        )


@register(TAG)
def check_database_file(**_: Any) -> Iterator[CheckMessage]:
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return
    kind = file_system_of(Path(database["NAME"]))
    if NETWORK_FILE_SYSTEMS.match(kind):
        yield Error(
            f"The SQLite database {database['NAME']} lies on a network file system ({kind}), which can destroy it.",
            hint="Set BOXLOOP_DATA_DIR to a local disk, or DATABASE_URL to a PostgreSQL database.",
            id="annotator.E007",
        )


@register(TAG)
def check_detector(**_: Any) -> Iterator[CheckMessage]:
    weights = settings.DETECTOR_WEIGHTS
    if weights not in ("coco", "none") and not Path(weights).is_file():
        yield Error(
            f"DETECTOR_WEIGHTS names {weights}, and there is no such file.",
            hint="Name a .safetensors or .pth file, or set it to coco (downloaded once) or none (no download).",
            id="annotator.E008",
        )
    if not DEVICE.match(settings.DETECTOR_DEVICE):
        yield Error(
            f"DETECTOR_DEVICE is {settings.DETECTOR_DEVICE!r}, which is no device.",
            hint="Use auto, cpu, cuda or cuda:0 (the first card).",
            id="annotator.E009",
        )


@register(TAG)
def check_frontend(**_: Any) -> Iterator[CheckMessage]:
    if not (settings.FRONTEND_DIR / "index.html").is_file():
        yield Warning(
            "The frontend is not built: the API works, the pages do not.",
            hint="Run make setup, or npm ci && npm run build in frontend/.",
            id="annotator.W010",
        )


@register(TAG)
def check_hosts(**_: Any) -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS has a '*': links in our answers could then point anywhere.",
            hint="Name the hosts under which people reach Boxloop, with commas between them.",
            id="annotator.E011",
        )
    if not settings.BEHIND_TLS and not _is_local(settings.HOST):
        yield Warning(
            f"Boxloop listens on {settings.HOST} without TLS: passwords travel readable over the network.",
            hint="Put a proxy with TLS before it and set BEHIND_TLS=1, or set HOST to 127.0.0.1.",
            id="annotator.W012",
        )


def file_system_of(path: Path) -> str:
    """The kind of the file system that `path` lies or will lie on, as /proc/mounts calls it; "" if unknown."""
    if not MOUNTS.exists():
        return ""
    rows = [line.split() for line in MOUNTS.read_text().splitlines()]
    folders = {Path(row[1].replace("\\040", " ")): row[2] for row in rows if len(row) > 2}
    return next((folders[parent] for parent in [path, *path.parents] if parent in folders), "")


def _is_local(host: str | None) -> bool:
    """An empty host or a path is a socket file, and so this machine."""
    return (host or "") in LOCAL_HOSTS or (host or "").startswith("/")
