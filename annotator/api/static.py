"""The built files of the frontend, also those of a build that came after the start."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Lists the files once, at the start, and looks on the disk for one that is not listed.

    A new build brings an index.html that names such files: without them its page would be blank until a restart.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = request.path_info
        is_unlisted = address.startswith(self.static_prefix) and address not in self.files
        # It is not listed from now on either: a build that still runs may not have written all of it.
        found = self.find_file(address) if is_unlisted else None
        answer: HttpResponseBase = self.serve(found, request) if found else super().__call__(request)
        return answer

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """Raises Http404 for a listed file that a new build has deleted."""
        try:
            answer: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        except FileNotFoundError as error:
            raise Http404 from error
        return answer
