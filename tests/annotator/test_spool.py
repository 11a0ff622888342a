"""The broker made of files: each message arrives once and whole, in order, and damage stops nobody."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu.connection import Connection

from annotator import celery, spool

MESSAGES = 100
SENDERS = 4
READERS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def channel(folder: Path) -> Iterator[spool.Channel]:
    with open_spool(folder) as connection:
        yield connection.default_channel


def open_spool(folder: Path) -> Any:
    assert celery.app is not None  # Importing it teaches kombu the scheme.
    options = {"folder": folder, "polling_interval": 0.01}
    return Connection("spool://", transport_options=options)  # type: ignore[no-untyped-call]


def send(channel: spool.Channel, *bodies: object) -> None:
    for body in bodies:
        channel._put("cpu", {"body": body})


def test_messages_arrive_in_the_order_in_which_they_were_sent(channel: spool.Channel) -> None:
    send(channel, *range(20))
    assert [channel._get("cpu")["body"] for _ in range(20)] == list(range(20))
    with pytest.raises(Empty):
        channel._get("cpu")


def test_queues_are_apart_and_can_be_counted_and_emptied(channel: spool.Channel) -> None:
    send(channel, 1, 2, 3)
    assert (channel._size("cpu"), channel._size("gpu")) == (3, 0)
    assert channel._purge("cpu") == 3
    assert channel._size("cpu") == 0


def test_a_message_is_out_of_view_until_it_is_whole(channel: spool.Channel, folder: Path) -> None:
    send(channel, "first")
    (folder / "cpu" / ".00000000000000000001-halfway").write_text('{"body": "sec')
    assert channel._size("cpu") == 1
    assert channel._get("cpu")["body"] == "first"
    with pytest.raises(Empty):
        channel._get("cpu")


def test_a_damaged_message_is_thrown_away_and_the_next_one_is_read(channel: spool.Channel, folder: Path) -> None:
    send(channel, "good")
    (folder / "cpu" / "00000000000000000001-damaged").write_bytes(b"\xff\x00{")
    assert channel._get("cpu")["body"] == "good"
    assert list((folder / "cpu").iterdir()) == []


def test_what_a_killed_process_left_behind_is_removed_when_it_is_old(channel: spool.Channel, folder: Path) -> None:
    send(channel, "kept")
    old, new = folder / "cpu" / ".old", folder / "cpu" / ".new"
    for path in (old, new):
        path.write_text("{")
    os.utime(old, (time.time() - 2 * spool.LEFT_BEHIND_SECONDS,) * 2)
    channel._new_queue("cpu")
    assert (old.exists(), new.exists(), channel._size("cpu")) == (False, True, 1)


def test_many_senders_and_readers_lose_nothing_double_nothing_and_damage_nothing(folder: Path) -> None:
    sent_all = threading.Event()

    def send_many(sender: int) -> None:
        with open_spool(folder) as connection:
            for number in range(MESSAGES):
                send(connection.default_channel, body(sender, number))

    def read_all(_: int) -> Counter[str]:
        mine: Counter[str] = Counter()
        with open_spool(folder) as connection:
            while True:
                was_complete = sent_all.is_set()
                try:
                    mine[connection.default_channel._get("cpu")["body"]] += 1
                except Empty:
                    if was_complete:
                        return mine

    with ThreadPoolExecutor(SENDERS + READERS) as pool:
        readers = [pool.submit(read_all, number) for number in range(READERS)]
        list(pool.map(send_many, range(SENDERS)))
        sent_all.set()
        received = sum((reader.result() for reader in readers), Counter[str]())
    assert received == Counter(body(sender, number) for sender in range(SENDERS) for number in range(MESSAGES))


def body(sender: int, number: int) -> str:
    return f"{sender}-{number} " + "x" * 5000  # Longer than what a disk writes at once.
