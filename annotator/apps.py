"""The application, with the checks that run before every command."""

from django.apps import AppConfig

from annotator import checks  # noqa: F401 - importing it registers the checks


class AnnotatorConfig(AppConfig):
    name = "annotator"
    verbose_name = "Boxloop"
