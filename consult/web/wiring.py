"""What handlers are given: built once in `consult.app`, never global."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from litestar import Request

from consult.clock import Clock
from consult.db import Database
from consult.settings import Settings
from consult.web.backoff import Backoff

if TYPE_CHECKING:
    from consult.voting.api import Elections
    from consult.voting.urn import Urn
    from consult.web.pages import Pages
    from consult.web.sessions import Sessions
    from consult.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Wiring:
    settings: Settings
    clock: Clock
    database: Database
    sessions: Sessions
    backoff: Backoff
    pages: Pages
    form_key: bytes = field(repr=False)
    register_key: bytes = field(repr=False)
    urn: Urn
    elections: Elections
    shelf: Shelf


def wiring(request: Request[Any, Any, Any]) -> Wiring:
    return cast(Wiring, request.app.state["wiring"])
