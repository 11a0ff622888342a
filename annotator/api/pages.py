"""The pages: one shell that the frontend fills, and what must work without it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from sesame.utils import get_user


@require_safe
@never_cache
@ensure_csrf_cookie
def shell(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """The same page for every address of the frontend. It holds no data: the API asks who is there."""
    page = settings.FRONTEND_DIR / "index.html"
    if not page.is_file():
        return render(request, "boxloop/not_built.html", status=503)
    return HttpResponse(page.read_bytes())


@require_safe
@never_cache
@sensitive_variables()
def sign_in_by_link(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a link that works once; `manage.py up` prints one at the first start."""
    user = get_user(request)
    if user is None:
        return render(request, "boxloop/link_refused.html", status=403)
    login(request, user, backend="sesame.backends.ModelBackend")
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """The page of ours that `next` names, or the first page; never a foreign one."""
    target = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else settings.LOGIN_REDIRECT_URL
