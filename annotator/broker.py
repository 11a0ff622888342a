"""Rings the bell: the only place that sends a message.

A message says "look into this queue" and nothing else. The table of jobs is the truth, so
a bell that is lost or rings twice changes nothing; the sweep rings again for jobs that wait.
"""

import logging
import time

from annotator.celery import app

logger = logging.getLogger(__name__)

MOST_REMINDERS = 16  # Messages in a queue: enough to wake all workers of a large house.
QUIET_SECONDS = (
    5.0  # After a failure: a thousand jobs at once must not wait a thousand times for a broker that is away.
)

_quiet_until = 0.0


def ring(queue: str) -> None:
    """Wake a worker of the queue. Never raises: who asked for a job need not know that the broker is away."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        app.send_task("annotator.run_next_job", args=[queue], queue=queue, retry=False)
    except Exception as error:  # Each broker has its own errors, and all mean the same here.
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("could not ring for queue %s, the next sweep will: %s", queue, error)


def remind(queue: str, *, due: int) -> None:
    """Ring until as many messages hang in the queue as jobs are due.

    Counting keeps a queue whose workers are away from filling up, sweep after sweep. Never raises.
    """
    try:
        hanging = _messages_in(queue)
    except Exception as error:
        logger.warning("could not count the messages of queue %s: %s", queue, error)
        return
    for _ in range(min(due, MOST_REMINDERS) - hanging):
        ring(queue)


def _messages_in(queue: str) -> int:
    with app.connection_for_write() as connection:
        # Not passive: an empty queue does not exist in Redis, and asking passively would be an error.
        return int(connection.default_channel.queue_declare(queue).message_count)
