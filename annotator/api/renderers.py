"""Answers as JSON, written by orjson. NaN has no place in JSON and none in ours."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpRequest
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class FastJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    """What DRF and Django hand out besides plain values: lazy texts, error details, mappings and lists of their own."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return list(value)
    return str(value)


class OneAnswer(BaseContentNegotiation):
    """There is one form of each answer, so there is nothing to negotiate.

    An `<img>` asks for image/*, a program perhaps for text/json: both get what the address holds.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next((parser for parser in parsers if _takes(parser, request.content_type)), None)

    def select_renderer(
        self, request: Request | HttpRequest, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


def _takes(parser: BaseParser, content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == parser.media_type
