"""Which language a reader gets: the path says it, then the cookie, then Accept-Language, then the city's default."""

from __future__ import annotations

from typing import Any

from litestar import Request

from consult.errors import NotFound
from consult.web.wiring import wiring
from i18n.languages import FIRST_TWELVE, LANGUAGES, Language

COOKIE = "language"


def offered() -> tuple[Language, ...]:
    """Languages of the residents' pages, in the order of the language list."""
    return tuple(LANGUAGES[tag] for tag in FIRST_TWELVE)


def by_slug(slug: str) -> Language:
    """Raises `NotFound`."""
    for language in offered():
        if language.slug == slug:
            return language
    raise NotFound("error.language")


def of_request(request: Request[Any, Any, Any]) -> Language:
    """The reader's language; pages under /admin have German and English."""
    slug = request.path_params.get("lang")
    choice = {language.slug: language for language in offered()}
    if request.url.path.startswith("/admin"):
        choice = {slug: language for slug, language in choice.items() if language.tag in {"de", "en"}}
    if isinstance(slug, str) and slug in choice:
        return choice[slug]
    first = request.url.path.split("/")[1]
    if first in choice:
        return choice[first]
    cookie = request.cookies.get(COOKIE, "")
    if cookie in choice:
        return choice[cookie]
    for wanted in accepted(request.headers.get("accept-language", "")):
        for language in choice.values():
            if language.tag.lower() == wanted or language.tag.lower() == wanted.split("-")[0]:
                return language
    default = wiring(request).settings.default_language
    return next((language for language in choice.values() if language.tag == default), next(iter(choice.values())))


def accepted(header: str) -> list[str]:
    """Tags of an Accept-Language header, the dearest first, in small letters; nonsense is left out."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            weighed.append((-quality, place, tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighed)]
