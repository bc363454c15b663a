"""What happens before routing: HEAD is answered as GET without its body; behind a reverse proxy the client's own
address counts, when the proxy is one that the settings name."""

from __future__ import annotations

from ipaddress import ip_address

from litestar.types import ASGIApp, Message, Receive, Scope, Send

FORWARDED = b"x-forwarded-for"


def client_address(peer: str, forwarded: str, trusted: frozenset[str]) -> str:
    """The nearest address that is no trusted proxy. A header from anybody else says nothing: it could say anything."""
    found = peer
    for part in reversed(forwarded.split(",")):
        if found not in trusted:
            break
        try:
            found = str(ip_address(part.strip()))
        except ValueError:
            break
    return found


class Edge:
    """Wraps the application's own ASGI handler."""

    def __init__(self, app: ASGIApp, trusted: frozenset[str]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._trusted and (peer := scope["client"]):
                lines = [value.decode("latin-1") for name, value in scope["headers"] if name == FORWARDED]
                scope["client"] = (client_address(peer[0], ",".join(lines), self._trusted), peer[1])
            if scope["method"] == "HEAD":
                scope["method"] = "GET"
                send = _without_body(send)
        await self._app(scope, receive, send)


def _without_body(send: Send) -> Send:
    """The same status and headers, also the length that the body would have; no byte of it."""

    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message["body"] = b""
        await send(message)

    return bodiless
