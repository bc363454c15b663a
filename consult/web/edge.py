"""What happens before routing: HEAD is answered as GET without its body; behind a reverse proxy the client's own
address counts, when the proxy is one that the settings name; a public page that was just made is sent again."""

from __future__ import annotations

from ipaddress import ip_address

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from consult.web.shelf import Kept, Shelf, same

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

    def __init__(self, app: ASGIApp, trusted: frozenset[str], shelf: Shelf) -> None:
        self._app = app
        self._trusted = trusted
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            request = scope
            if self._trusted and (peer := request["client"]):
                lines = [value.decode("latin-1") for name, value in request["headers"] if name == FORWARDED]
                request["client"] = (client_address(peer[0], ",".join(lines), self._trusted), peer[1])
            if request["method"] == "HEAD":
                request["method"] = HttpMethod.GET
                send = _without_body(send)
            if request["method"] == "GET":
                address = (request["path"], request["query_string"])
                if kept := self._shelf.find(address):
                    await _again(kept, request, send)
                    return
                request["state"]["shelf"] = (address, self._shelf.version)
        await self._app(scope, receive, send)


async def _again(kept: Kept, scope: HTTPScope, send: Send) -> None:
    asked = b",".join(value for name, value in scope["headers"] if name == b"if-none-match").decode("latin-1")
    known = same(kept.etag, asked)
    body = b"" if known else kept.body
    headers = [(name.encode(), value.encode()) for name, value in kept.headers]
    headers += [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 304 if known else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _without_body(send: Send) -> Send:
    """The same status and headers, also the length that the body would have; no byte of it."""

    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message["body"] = b""
        await send(message)

    return bodiless
