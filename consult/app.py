"""The web application: the one place where everything is wired."""

from __future__ import annotations

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from consult import schema
from consult.admin import router as admin_router
from consult.clock import Clock, SystemClock
from consult.consultations import api as consultations_api
from consult.consultations import pages as consultations_pages
from consult.db import Database
from consult.errors import Refusal
from consult.notices import pages as notices_pages
from consult.register.keys import load_register_key
from consult.settings import Settings
from consult.voting import api as voting_api
from consult.voting import pages as voting_pages
from consult.voting import public_pages
from consult.voting.api import Elections
from consult.voting.urn import Urn
from consult.web import assets, errors, general, rounds, store
from consult.web.backoff import Backoff
from consult.web.edge import Edge
from consult.web.formguard import FormGuard
from consult.web.headers import security_headers
from consult.web.pages import Pages
from consult.web.sessions import Sessions
from consult.web.shelf import Shelf
from consult.web.wiring import Wiring


def create_app(settings: Settings, *, clock: Clock | None = None) -> Litestar:
    """The application of one installation; `consult.schema.prepare` has run before."""
    schema.load_tables()
    clock = clock or SystemClock()
    database = Database(settings.database_url)
    urn = Urn.open(settings.urn_url, clock)
    parts = Wiring(
        settings=settings,
        clock=clock,
        database=database,
        sessions=Sessions(database, clock, secure=settings.secure_cookies),
        backoff=Backoff(clock),
        pages=Pages(settings),
        form_key=store.form_key(database),
        register_key=load_register_key(settings.register_key_path),
        urn=urn,
        elections=Elections(),
        shelf=Shelf(database, clock, settings.page_seconds),
    )
    app = Litestar(
        route_handlers=[
            assets.router,
            general.router,
            consultations_api.router,
            consultations_pages.router,
            notices_pages.router,
            voting_api.router,
            voting_pages.router,
            public_pages.router,
            admin_router.router,
        ],
        state=State({"wiring": parts}),
        middleware=[FormGuard()],
        before_send=[security_headers(https=settings.base_url.startswith("https:"))],
        exception_handlers={
            Refusal: errors.on_refusal,
            HTTPException: errors.on_http,
            Exception: errors.on_surprise,
        },
        openapi_config=OpenAPIConfig(
            title="Mitsprache",
            version="1",
            path="/api/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=True,
        ),
        lifespan=[rounds.lifespan(parts)],
        on_shutdown=[urn.close, database.close],
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = Edge(app.asgi_handler, frozenset(settings.trusted_proxies), parts.shelf)
    return app
