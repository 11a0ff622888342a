"""The key that signs sessions and links, for a server that was given none."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_in(folder: Path) -> str:
    """The key that was made at the first start and is kept in the data folder.

    Raises ImproperlyConfigured when that folder cannot be used.
    """
    path = folder / "secret_key"
    try:
        if not path.exists():
            _write_new(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be used: {error.strerror}. Set BOXLOOP_DATA_DIR to a folder that this "
            "user may write, or change that folder's owner."
        ) from error


def _write_new(path: Path) -> None:
    """Appears whole or not at all: web and worker may start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # mode 0600
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
