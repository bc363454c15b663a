"""All pages of the administration in one router; a refusal that no page caught is said on a page of its own."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router

from consult.admin import (
    closing,
    doubts,
    entry,
    handing_out,
    intake,
    notices,
    papers,
    parity,
    printing,
    projects,
    proposals,
    register,
    scanning,
    setup,
    statements,
)
from consult.admin.desk import AnyRequest, enter, say
from consult.errors import NotSignedIn, Refusal
from consult.web import languages
from consult.web.pages import redirect, render
from consult.web.wiring import wiring
from i18n import texts as texts_of

MODULES = (
    entry,
    setup,
    projects,
    papers,
    proposals,
    notices,
    statements,
    register,
    printing,
    handing_out,
    intake,
    scanning,
    doubts,
    closing,
    parity,
)


def on_refusal(request: AnyRequest, refusal: Refusal) -> Response[Any]:
    """Who isn't signed in goes to the log-in; everybody else reads why, with the way back."""
    if isinstance(refusal, NotSignedIn):
        return redirect("/admin/log-in")
    texts = texts_of(languages.of_request(request).tag, wiring(request).settings.timezone)
    try:
        account = enter(request).account
    except Refusal:
        account = None
    return render(
        request,
        "admin/refused.jinja",
        status=refusal.status,
        account=account,
        at=None,
        place="",
        refusal=say(texts, refusal),
    )


router = Router(
    "/admin",
    route_handlers=[handler for module in MODULES for handler in module.HANDLERS],
    exception_handlers={Refusal: on_refusal},
)
