"""What is read from the history of a project, kept in the process until the next revision."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max

from annotator.models import Project, Revision

KEPT_SECONDS = 3600
Found = TypeVar("Found")


def until_next_revision(project: Project, name: str, read: Callable[[], Found]) -> Found:
    """What `read` gives, or gave a while ago when the project had the same revisions. It never gives None.

    name: of what is read, one word; another one for each reader
    """
    revisions = Revision.objects.filter(image__project=project).aggregate(Count("id"), Max("created_at"))
    key = f"{name}:{project.pk}:{':'.join(str(value).replace(' ', 'T') for value in revisions.values())}"
    found: Found | None = cache.get(key)
    if found is None:
        found = read()
        cache.set(key, found, KEPT_SECONDS)
    return found
