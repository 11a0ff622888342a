"""A bell that hangs elsewhere: on a spool or a Redis of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from celery import Celery

from annotator import broker, celery


@contextmanager
def another_bell(url: str, options: dict[str, Any]) -> Iterator[Celery]:
    """Within the block, what rings rings there. options: as `celery.transport_options` gives them"""
    app = Celery("bell", broker=url, set_as_current=False)
    keys = ["task_queues", "task_default_queue", "task_create_missing_queues"]
    app.conf.update({key: celery.app.conf[key] for key in keys})
    app.conf.update(broker_read_url=url, broker_write_url=url, broker_transport_options=options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(broker, "app", app)
        patch.setattr(broker, "_quiet_until", 0.0)
        yield app
    app.close()
