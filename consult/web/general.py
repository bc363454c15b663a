"""The door: which language, and the choice of another."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery

from consult.web import languages
from consult.web.pages import redirect, render
from consult.web.wiring import wiring

YEAR = 365 * 24 * 3600


@get("/", sync_to_thread=False, include_in_schema=False)
def door(request: Request[Any, Any, Any]) -> Response[None]:
    answer = redirect(f"/{languages.of_request(request).slug}/")
    answer.headers["vary"] = "accept-language, cookie"
    return answer


@get("/{lang:str}/language", sync_to_thread=False, include_in_schema=False)
def choose(request: Request[Any, Any, Any], lang: FromPath[str], to: FromQuery[str] = "") -> Response[None]:
    """Someone chose a language: remember it (the only thing this cookie says) and show the page they were on."""
    language = languages.by_slug(lang)
    place = to if to.startswith(f"/{language.slug}/") and "\\" not in to else f"/{language.slug}/"
    secure = wiring(request).settings.secure_cookies
    cookie = Cookie(key=languages.COOKIE, value=language.slug, max_age=YEAR, path="/", secure=secure, samesite="lax")
    return redirect(place, cookies=[cookie])


@get("/api/", sync_to_thread=False, include_in_schema=False)
def api_page(request: Request[Any, Any, Any]) -> Response[str]:
    """The OpenAPI document for people, without anybody else's script."""
    paths = request.app.openapi_schema.to_schema()["paths"]
    operations = [(path, method.upper(), value) for path, item in paths.items() for method, value in item.items()]
    return render(request, "api.jinja", cache="public", operations=operations)


router = Router("/", route_handlers=[door, choose, api_page])
