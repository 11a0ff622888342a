"""For those who watch the server: is it well, and how much does it do."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.permissions import IsSiteAdmin
from annotator.models import Box, Image, Job, ModelVersion, Project, Revision


def health(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, 503 when not. For everybody, so it says nothing of anybody."""
    try:
        waiting = oldest_due_job_seconds()
    except DatabaseError:
        return JsonResponse({"status": "unwell", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "oldest_due_job_seconds": waiting})


def oldest_due_job_seconds() -> float | None:
    """How long the job at the head of the queues waits; when this grows, no worker is at work."""
    now = timezone.now()
    due = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=now).aggregate(first=Min("run_after"))
    return round((now - due["first"]).total_seconds(), 1) if due["first"] else None


class MetricsView(APIView):
    """Plain text as Prometheus reads it."""

    permission_classes = (IsSiteAdmin,)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        text = "".join(f"{line}\n" for line in _metrics())
        return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _metrics() -> Iterator[str]:
    yield from _family("boxloop_jobs", "Jobs by kind and state.", _counted(Job, "kind", "state"))
    yield from _family("boxloop_images", "Images by state.", _counted(Image, "state"))
    for name, model in (("projects", Project), ("revisions", Revision), ("boxes", Box), ("users", User)):
        yield from _family(f"boxloop_{name}", f"Number of {name}.", [({}, model._default_manager.count())])
    yield from _family("boxloop_models", "Model versions by origin.", _counted(ModelVersion, "origin"))
    yield from _family(
        "boxloop_oldest_due_job_seconds", "How long the first due job waits.", [({}, oldest_due_job_seconds() or 0)]
    )
    yield from _family("boxloop_database", "Which database this is.", [({"vendor": connection.vendor}, 1)])


def _counted(model: Any, *fields: str) -> list[tuple[dict[str, str], float]]:
    rows = model.objects.values(*fields).annotate(rows=Count("pk")).order_by(*fields)
    return [({field: row[field] for field in fields}, row["rows"]) for row in rows]


def _family(name: str, text: str, samples: list[tuple[dict[str, str], float]]) -> Iterator[str]:
    """The labels' values are choices of ours, never a user's text: nothing needs escaping."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        inside = ",".join(f'{label}="{content}"' for label, content in labels.items())
        yield f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"
