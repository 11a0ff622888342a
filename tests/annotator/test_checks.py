"""Configurations that cannot work are refused with what to do about it; those that can are left in peace."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks

from annotator import checks

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "NAME": "boxloop", "HOST": "db.example"}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/boxloop.sqlite3"}


def found(check: Any) -> dict[str, CheckMessage]:
    return {str(message.id).removeprefix("annotator."): message for message in check()}


@pytest.fixture
def database(settings: Any) -> dict[str, Any]:
    settings.DATABASES = {"default": dict(SQLITE)}
    databases: dict[str, Any] = settings.DATABASES["default"]
    return databases


def test_the_configuration_of_these_tests_has_no_errors() -> None:
    assert [message for message in run_checks(tags=[checks.TAG]) if message.is_serious()] == []


def test_every_message_has_an_id_of_ours_and_a_hint(settings: Any, database: dict[str, Any], tmp_path: Path) -> None:
    database.update(POSTGRES)
    settings.BROKER_URL, settings.DETECTOR_WEIGHTS, settings.DETECTOR_DEVICE = "spool://", "missing.pth", "gpu"
    settings.HOST, settings.ALLOWED_HOSTS, settings.FRONTEND_DIR = "0.0.0.0", ["*"], tmp_path  # noqa: S104
    messages = run_checks(tags=[checks.TAG])
    ids = [str(message.id) for message in messages]
    assert len(ids) == len(set(ids)) == 6
    assert all(message.hint and message.msg.endswith(".") for message in messages)
    assert all(re.fullmatch(r"annotator\.[EW]0\d\d", id_) for id_ in ids)


@pytest.mark.parametrize(
    ("broker", "host", "expected"),
    [
        ("spool://", None, set()),
        ("redis://localhost:6379/0", None, set()),
        ("redis://redis.example:6379/0", None, {"E002"}),
        ("spool://", "", set()),
        ("spool://", "/run/postgresql", set()),
        ("spool://", "127.0.0.1", set()),
        ("spool://", "db.example", {"W001"}),
        ("redis://redis.example:6379/0", "db.example", set()),
    ],
)
def test_broker_and_database_must_be_seen_by_the_same_workers(
    broker: str, host: str | None, expected: set[str], settings: Any, database: dict[str, Any]
) -> None:
    settings.BROKER_URL = broker
    if host is not None:
        database.update(POSTGRES, HOST=host)
    assert set(found(checks.check_broker_fits_database)) == expected


def test_unknown_brokers_are_refused(settings: Any) -> None:
    settings.BROKER_URL = "amqp://rabbit"
    assert "'amqp'" in found(checks.check_broker)["E003"].msg


def test_a_redis_address_without_the_package_names_the_package(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BROKER_URL, settings.STORAGE_URL = "redis://localhost", "s3://bucket"
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert "boxloop[redis]" in str(found(checks.check_broker)["E004"].hint)
    assert "boxloop[s3]" in str(found(checks.check_storage)["E005"].hint)


def test_a_data_folder_that_cannot_be_written_is_named(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path / "new" / "var"
    assert not found(checks.check_data_folder)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert str(tmp_path) in found(checks.check_data_folder)["E006"].msg


def test_a_data_folder_that_is_a_file_is_named(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "file" / "var"
    (tmp_path / "file").write_text("")
    assert "E006" in found(checks.check_data_folder)


@pytest.mark.parametrize(
    ("kind", "is_refused"), [("ext4", False), ("overlay", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True)]
)
def test_sqlite_on_a_network_file_system_is_refused(
    kind: str, is_refused: bool, database: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x /shared\\040folder {kind} rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    database["NAME"] = "/shared folder/deep/boxloop.sqlite3"
    assert ("E007" in found(checks.check_database_file)) == is_refused
    database["NAME"] = "/home/boxloop.sqlite3"
    assert not found(checks.check_database_file)
    database.update(POSTGRES)
    assert not found(checks.check_database_file)


def test_weights_must_be_there_or_be_named_by_a_word(settings: Any, tmp_path: Path) -> None:
    for settings.DETECTOR_WEIGHTS in ["coco", "none", str(tmp_path / "weights.pth")]:
        (tmp_path / "weights.pth").write_bytes(b"")
        assert not found(checks.check_detector)
    settings.DETECTOR_WEIGHTS = str(tmp_path / "others.pth")
    assert "others.pth" in found(checks.check_detector)["E008"].msg


@pytest.mark.parametrize(
    ("device", "is_refused"),
    [
        ("auto", False),
        ("cpu", False),
        ("cuda", False),
        ("cuda:1", False),
        ("mps", True),
        ("gpu", True),
        ("cuda:", True),
    ],
)
def test_devices_are_those_that_a_detector_can_use(device: str, is_refused: bool, settings: Any) -> None:
    settings.DETECTOR_DEVICE = device
    assert ("E009" in found(checks.check_detector)) == is_refused


def test_passwords_do_not_travel_readable_without_a_warning(settings: Any) -> None:
    settings.HOST, settings.BEHIND_TLS = "0.0.0.0", False  # noqa: S104
    assert set(found(checks.check_hosts)) == {"W012"}
    settings.BEHIND_TLS = True
    assert not found(checks.check_hosts)
    settings.ALLOWED_HOSTS = ["boxloop.example", "*"]
    assert set(found(checks.check_hosts)) == {"E011"}
