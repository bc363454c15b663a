"""HEAD is GET without its body; a client's address comes from a header only where a trusted proxy says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from consult import settings
from consult.app import create_app
from consult.clock import FixedClock
from consult.errors import BadInput
from consult.settings import Settings
from consult.web.edge import client_address
from tests.web.example import Example

PROXY = frozenset({"10.0.0.1", "10.0.0.2"})
ADDRESSES = st.ip_addresses(v=4).map(str)


@pytest.mark.parametrize(
    "place", ["/de/", "/static/style.css", "/api/openapi.json", "/de/gibt-es-nicht", "/", "/admin/"]
)
def test_head_says_what_get_says(client: TestClient[Litestar], place: str) -> None:
    got, head = client.get(place), client.head(place)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "content-length", "etag", "content-security-policy", "location"):
        assert head.headers.get(name) == got.headers.get(name), name


def test_head_changes_nothing_that_needs_a_form(client: TestClient[Litestar], example: Example) -> None:
    assert client.head(f"{example.api}/casts").status_code == 405


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nobody", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy(peer: str, forwarded: str, expected: str) -> None:
    assert client_address(peer, forwarded, PROXY) == expected


@given(ADDRESSES, st.text(max_size=60))
def test_nobody_but_a_proxy_chooses_an_address(peer: str, forwarded: str) -> None:
    assert client_address(peer, forwarded, frozenset()) == peer


@given(ADDRESSES.filter(lambda address: address not in PROXY), st.text(max_size=40))
def test_what_a_client_writes_before_its_own_address_counts_for_nothing(client: str, claimed: str) -> None:
    assert client_address("10.0.0.1", f"{claimed},{client}, 10.0.0.2", PROXY) == client


def wrong(client: TestClient[Litestar], example: Example, **headers: str) -> int:
    page = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"voter_no": example.residents[0].voter_no, "code": "0" * 16, "choices": [], "none": False}
    return client.post(f"{example.api}/casts", json={**body, "idempotency_key": "k" * 32}, headers=page).status_code


@pytest.mark.parametrize("trusted", [True, False])
def test_slowing_down_meets_the_one_who_guesses(
    town: Settings, clock: FixedClock, example: Example, trusted: bool
) -> None:
    """Behind a trusted proxy each client has its own pace; without one the header changes nothing."""
    chosen = replace(town, trusted_proxies=("192.0.2.1",) if trusted else ())
    with TestClient(create_app(chosen, clock=clock)) as client:
        inner = client.app.asgi_handler

        async def from_proxy(scope, receive, send):  # type: ignore[no-untyped-def]  # a plain ASGI callable
            if scope["type"] == "http":
                scope["client"] = ("192.0.2.1", 4000)
            await inner(scope, receive, send)

        client.app.asgi_handler = from_proxy
        answers = [wrong(client, example, x_forwarded_for="203.0.113.7") for _ in range(8)]
        assert 429 in answers
        other = wrong(client, example, x_forwarded_for="203.0.113.8")
    assert other == (401 if trusted else 429)


def test_the_setting_takes_exact_addresses(tmp_path: Path) -> None:
    read = settings.load(tmp_path, {"MITSPRACHE_TRUSTED_PROXIES": "10.0.0.1, ::1"})
    assert read.trusted_proxies == ("10.0.0.1", "::1")
    (tmp_path / "mitsprache.toml").write_text('trusted_proxies = ["10.0.0.1"]\n', encoding="utf-8")
    assert settings.load(tmp_path, {}).trusted_proxies == ("10.0.0.1",)
    with pytest.raises(BadInput, match=r"10\.0\.0\.0/8"):
        settings.load(tmp_path, {"MITSPRACHE_TRUSTED_PROXIES": "10.0.0.0/8"})
