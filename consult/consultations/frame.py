"""What every page of one consultation shows around its own content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from sqlmodel import Session

from consult.consultations import service
from consult.consultations.rules import Consultation, Phase, phase
from consult.web import languages
from consult.web.pages import Cache, render
from consult.web.wiring import wiring
from i18n.facts import Money

NAVIGATION = ("", "notices", "projects", "proposals", "result", "receipt")


@dataclass(frozen=True, slots=True)
class Frame:
    """A consultation as its pages see it: `base` is the path up to and with the slug."""

    consultation: Consultation
    phase: Phase
    base: str

    def money(self, cents: int) -> Money:
        return Money(cents, self.consultation.currency)


def frame(request: Request[Any, Any, Any], session: Session, slug: str) -> Frame:
    """Raises `NotFound` for an unknown language, an unknown consultation and a draft."""
    language = languages.by_slug(request.path_params["lang"])
    value = service.public_by_slug(session, slug)
    return Frame(value, phase(value, wiring(request).clock.now()), f"/{language.slug}/c/{value.slug}")


def page(
    request: Request[Any, Any, Any],
    template: str,
    around: Frame,
    *,
    here: str,
    cache: Cache = "public",
    status: int = 200,
    cookies: list[Cookie] | None = None,
    **context: Any,
) -> Response[str]:
    """`here` names the entry of the navigation that this page belongs to."""
    return render(
        request,
        template,
        cache=cache,
        status=status,
        cookies=cookies,
        c=around.consultation,
        phase=around.phase.value,
        base=around.base,
        money=around.money,
        here=here,
        times=around.consultation.phases,
        **context,
    )
