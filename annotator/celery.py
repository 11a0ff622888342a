"""Celery, kept small: it carries bells (`broker`) and keeps the time (`beat`). The table of jobs is the truth.

Messages are acknowledged early and there is no result store: what a killed worker leaves is found by the sweep.

    celery -A annotator worker --queues gpu --pool solo
    celery -A annotator beat
"""

import os
from typing import Any
from urllib.parse import quote, urlsplit

from celery import Celery
from django.conf import settings
from kombu.entity import Queue
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
TRANSPORT_ALIASES["spool"] = "annotator.spool:Transport"


def broker_url() -> str:
    """The configured address, with the password that is kept in a place of its own."""
    address = urlsplit(settings.BROKER_URL)
    if not settings.REDIS_PASSWORD or address.scheme not in ("redis", "rediss"):
        return settings.BROKER_URL
    user, _, host = address.netloc.rpartition("@")
    password = quote(settings.REDIS_PASSWORD, safe="")
    return address._replace(netloc=f"{user.partition(':')[0]}:{password}@{host}").geturl()


def transport_options() -> dict[str, Any]:
    if settings.BROKER_URL.startswith("spool:"):
        return {"folder": settings.DATA_DIR / "spool", "polling_interval": 0.5}
    # A request must not hang because Redis does: a bell gives up within three seconds.
    # Reading waits one second at a time, so the same limit suits the workers.
    return {
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "socket_keepalive": True,
        "max_retries": 0,
        "interval_start": 0,
    }


app = Celery("annotator", include=["annotator.tasks"])
app.conf.update(
    # Not `broker_url`: Celery reads CELERY_BROKER_URL itself, and there the password is missing.
    broker_read_url=broker_url(),
    broker_write_url=broker_url(),
    broker_transport_options=transport_options(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # A worker waits for its broker, however long.
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_ignore_result=True,
    result_backend=None,
    task_acks_late=False,
    task_queues=[Queue(name) for name in ("cpu", "gpu")],  # type: ignore[no-untyped-call]
    task_default_queue="cpu",
    task_create_missing_queues=False,
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=30,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_scheduler="celery.beat:Scheduler",  # Intervals only: there is nothing to keep in a file.
    beat_schedule={
        "sweep": {"task": "annotator.sweep", "schedule": settings.SWEEP_SECONDS},
        "train-due-projects": {"task": "annotator.train_due_projects", "schedule": 60},
    },
)
