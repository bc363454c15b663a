"""Pages: one environment of templates, one way to render, the same facts at hand on every page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import jinja2
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie

from consult.settings import Settings
from consult.web import assets, formguard, languages
from consult.web.shelf import same
from consult.web.wiring import wiring
from i18n.languages import LANGUAGES, Language
from i18n.texts import texts as texts_of

Cache = Literal["public", "personal"]
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text that someone wrote, in its language; the page marks it up where that is not the reader's."""

    text: str
    tag: str
    direction: str


class Pages:
    """The templates of one installation."""

    def __init__(self, settings: Settings) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            city=settings.city, phone=settings.phone, base_url=settings.base_url.rstrip("/"), asset=assets.address
        )

    def html(self, template: str, **context: Any) -> str:
        return self._environment.get_template(template).render(**context)


def render(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    cache: Cache = "personal",
    cookies: list[Cookie] | None = None,
    language: Language | None = None,
    **context: Any,
) -> Response[str]:
    """A page in the reader's language.

    `public` pages carry no form token and an ETag; `personal` ones are never kept by anybody. In the template:
    `t(key, **facts)` gives markup, `s(key, **facts)` a plain string for attributes, `own(texts)` the best version of a
    text that the city or a resident wrote.
    """
    language = language or languages.of_request(request)
    texts = texts_of(language.tag, wiring(request).settings.timezone)
    given = list(cookies or ())
    if cache == "personal":
        context["form_token"], new = formguard.for_page(request)
        if new is not None:
            given.append(new)
    path = request.url.path
    body = wiring(request).pages.html(
        template,
        t=texts.html,
        s=texts.text,
        fact=texts.fact_html,
        num=partial(texts.fact_html, kind_name="number"),
        own=partial(own_text, language.tag),
        language=language,
        languages=languages.offered(),
        rest=path.split("/", 2)[2] if path.count("/") > 1 else "",
        path=path,
        **context,
    )
    headers = {"cache-control": "no-store", "content-language": language.tag.split("-")[0]}
    if cache == "public" and status == 200:
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
        headers |= {"cache-control": "no-cache", "etag": etag}
        if "lang" in request.path_params:
            address, version = request.scope["state"]["shelf"]
            wiring(request).shelf.keep(address, body.encode(), headers, version)
        if same(etag, request.headers.get("if-none-match", "")):
            return Response("", status_code=304, headers=headers, media_type=MediaType.HTML)
    return Response(body, status_code=status, headers=headers, cookies=given, media_type=MediaType.HTML)


def redirect(to: str, *, cookies: list[Cookie] | None = None) -> Response[None]:
    """After a form: the browser gets the next page with GET, so that "reload" sends nothing twice."""
    return Response(None, status_code=303, headers={"location": to}, cookies=list(cookies or ()))


def own_text(tag: str, texts: Mapping[str, str]) -> OwnText:
    """Best version for a reader of `tag`: that language, its parent (plain German: German), German, else the first."""
    for wanted in (tag, tag.partition("-")[0], "de", "en", *texts):
        if texts.get(wanted):
            row = LANGUAGES.get(wanted)
            return OwnText(texts[wanted], wanted, row.direction if row else "auto")
    return OwnText("", tag, LANGUAGES[tag].direction)
