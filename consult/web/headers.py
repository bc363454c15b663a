"""Security headers on every answer, also on refusals, files and pages that do not exist."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HTTPS_ONLY = {"strict-transport-security": "max-age=63072000; includeSubDomains"}


def security_headers(*, https: bool) -> BeforeMessageSendHookHandler:
    """A hook that completes the headers of every answer; what says nothing about caching is not kept."""
    wanted = {**ALWAYS, **HTTPS_ONLY} if https else ALWAYS

    async def complete(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in wanted.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"

    return complete
