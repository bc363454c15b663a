"""Forms that only our own pages can send (cross-site request forgery).

The page carries a token, the browser a cookie; the token is an HMAC of the cookie, so neither is of use alone. Every
request that changes something and isn't the JSON API (which reads no cookie) needs both, in any content type.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from consult.errors import NotAllowed
from consult.web.wiring import wiring

FIELD = "form_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class FormGuard(ASGIMiddleware):
    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        if request.method not in SAFE and not scope["path"].startswith("/api/"):
            form = await request.form()
            given = form.get(FIELD)
            cookie = request.cookies.get(cookie_name(request))
            key = wiring(request).form_key
            if not isinstance(given, str) or not cookie or not hmac.compare_digest(given, token(key, cookie)):
                raise NotAllowed("error.form_token")
        await next_app(scope, receive, send)


def token(key: bytes, cookie: str) -> str:
    return hmac.new(key, cookie.encode(), hashlib.sha256).hexdigest()


def cookie_name(request: Request[Any, Any, Any]) -> str:
    return "__Host-form" if wiring(request).settings.secure_cookies else "form"


def for_page(request: Request[Any, Any, Any]) -> tuple[str, Cookie | None]:
    """Token for the forms of a page, and the cookie to set where the browser has none yet."""
    name = cookie_name(request)
    value = request.cookies.get(name)
    cookie = None
    if not value:
        value = secrets.token_urlsafe(32)
        secure = wiring(request).settings.secure_cookies
        cookie = Cookie(key=name, value=value, path="/", secure=secure, httponly=True, samesite="strict")
    return token(wiring(request).form_key, value), cookie
