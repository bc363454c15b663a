"""The one place where a refusal becomes an answer: a page for people, problem details (RFC 9457) for programs.

Neither says anything about what was sent: no choice, code or tracker leaves through an error. What went wrong inside is
logged with the kind of the exception and its place, not with its text, which may quote a value.
"""

from __future__ import annotations

import traceback
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from consult.errors import NotSignedIn, Refusal, SlowDown
from consult.web import languages
from consult.web.pages import redirect, render
from consult.web.wiring import wiring
from i18n.catalogues import UnknownMessage
from i18n.kinds import WrongFact
from i18n.texts import texts as texts_of

log = structlog.get_logger("consult.web")
PROBLEM = "application/problem+json"
HTTP_KEYS = {400: "error.bad_request", 404: "error.not_found", 405: "error.method", 413: "error.too_big"}


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    if isinstance(refusal, NotSignedIn) and request.method == "GET" and (place := _log_in_place(request)):
        return redirect(place)
    return answer(request, refusal.status, refusal.key, field=refusal.field, refusal=refusal)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    field = None
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        field = first.get("key") if isinstance(first, dict) else None
    return answer(request, error.status_code, HTTP_KEYS.get(error.status_code, "error.bad_request"), field=field)


def on_surprise(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    place = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("unexpected", kind=type(error).__name__, place=place, method=request.method)
    return answer(request, 500, "error.unexpected")


def answer(
    request: Request[Any, Any, Any],
    status: int,
    key: str,
    *,
    field: str | None = None,
    refusal: Refusal | None = None,
) -> Response[Any]:
    key, facts = _sayable(request, key, refusal.facts if refusal else {})
    headers = {"retry-after": str(refusal.seconds)} if isinstance(refusal, SlowDown) else {}
    if request.url.path.startswith("/api/"):
        return problem(request, status, key, field=field, facts=facts, headers=headers)
    page = render(request, "error.jinja", status=status, key=key, facts=facts, field=field, code=status)
    page.headers.update(headers)
    return page


def _sayable(request: Request[Any, Any, Any], key: str, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The message, or a general one where the catalogue can't say it: a refusal must never end in a second error."""
    texts = texts_of(languages.of_request(request).tag, wiring(request).settings.timezone)
    try:
        texts.text(key, **facts)
    except (UnknownMessage, WrongFact):
        log.error("unsayable", key=key)
        return "error.bad_request", {}
    return key, facts


def problem(
    request: Request[Any, Any, Any],
    status: int,
    key: str,
    *,
    field: str | None,
    facts: dict[str, Any],
    headers: dict[str, str],
) -> Response[bytes]:
    texts = texts_of(languages.of_request(request).tag, wiring(request).settings.timezone)
    body: dict[str, Any] = {
        "type": f"{wiring(request).settings.base_url}/api/#{key}",
        "title": texts.text("error.title"),
        "status": status,
        "detail": texts.text(key, **facts),
    }
    if field:
        body["field"] = field
    return Response(msgspec.json.encode(body), status_code=status, headers=headers, media_type=PROBLEM)


def _log_in_place(request: Request[Any, Any, Any]) -> str | None:
    """Where someone who isn't signed in can do so: the log-in of the consultation, or of the administration."""
    parts = request.url.path.split("/")
    if parts[1:2] == ["admin"]:
        return "/admin/log-in"
    if len(parts) > 3 and parts[2] == "c":
        return f"/{parts[1]}/c/{parts[3]}/log-in"
    return None
