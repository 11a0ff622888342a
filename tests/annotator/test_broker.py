"""The bell: it rings for the right queue, once too often at most, and whoever rings it never waits long."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from annotator import broker, celery
from annotator.tasks import run_next_job
from tests.bells import another_bell


@pytest.fixture(autouse=True)
def bell(tmp_path: Path) -> Iterator[Celery]:
    with another_bell("spool://", {"folder": tmp_path}) as app:
        yield app


def test_a_message_names_a_task_that_exists_and_its_queue_and_nothing_else(bell: Celery) -> None:
    broker.ring("gpu")
    with bell.connection_for_read() as connection:
        message = connection.default_channel.basic_get("gpu", no_ack=True)
    assert message.headers["task"] == run_next_job.name
    assert message.payload[0] == ["gpu"]
    assert message.content_type == "application/json"


def test_reminders_fill_the_queue_up_to_the_due_jobs_and_not_further() -> None:
    for _ in range(3):
        broker.remind("cpu", due=2)
    assert broker._messages_in("cpu") == 2
    broker.remind("cpu", due=1000)
    assert broker._messages_in("cpu") == broker.MOST_REMINDERS
    assert broker._messages_in("gpu") == 0


@pytest.mark.timeout(30)
def test_a_broker_that_answers_nothing_is_given_up_quickly(settings: Any) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with another_bell(settings.BROKER_URL, celery.transport_options()):
            for _ in range(1000):
                broker.ring("cpu")
            broker.remind("cpu", due=3)


@pytest.mark.redis
def test_redis_counts_like_the_spool(settings: Any) -> None:
    settings.BROKER_URL = os.environ["TEST_REDIS_URL"]
    apart = {"global_keyprefix": f"test-{os.getpid()}-"}
    with another_bell(settings.BROKER_URL, {**celery.transport_options(), **apart}) as app:
        broker.remind("cpu", due=2)
        broker.remind("cpu", due=2)
        assert broker._messages_in("cpu") == 2
        with app.connection_for_write() as connection:
            connection.default_channel._purge("cpu")
        assert broker._messages_in("cpu") == 0


@pytest.mark.parametrize(
    ("address", "password", "expected"),
    [
        ("redis://redis:6379/0", "p@ss/word", "redis://:p%40ss%2Fword@redis:6379/0"),
        ("redis://boxloop:old@redis:6379/0", "new", "redis://boxloop:new@redis:6379/0"),
        ("rediss://redis/1", "new", "rediss://:new@redis/1"),
        ("redis://:kept@redis/1", "", "redis://:kept@redis/1"),
        ("spool://", "unused", "spool://"),
    ],
)
def test_the_password_of_redis_comes_from_a_variable_of_its_own(
    address: str, password: str, expected: str, settings: Any
) -> None:
    settings.BROKER_URL, settings.REDIS_PASSWORD = address, password
    assert celery.broker_url() == expected


def test_celery_takes_json_only_acknowledges_early_and_keeps_no_results() -> None:
    conf = celery.app.conf
    assert conf.accept_content == ["json"]
    assert (conf.task_serializer, conf.result_serializer) == ("json", "json")
    assert (conf.task_acks_late, conf.task_ignore_result, conf.result_backend) == (False, True, None)
    assert conf.worker_prefetch_multiplier == 1
    assert conf.worker_enable_remote_control is False
