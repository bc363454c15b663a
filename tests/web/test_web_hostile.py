"""Against a real server: nothing secret is said anywhere, no form without its token, no odd header."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from consult.register import codes
from consult.voting.trackers import draw_idempotency_key
from tests.web.example import Example
from tests.web.forms import Visitor, fill
from tests.web.real_server import Site, served
from tests.web.staff_room import Clerk, hire
from tests.web.test_web_vote import TRACKER, sign_in

SAFE = {"GET", "HEAD", "OPTIONS"}
PARAMETER = {"str": "x", "int": "1", "path": "x", "uuid": str(uuid.UUID(int=0)), "date": "2026-01-01"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.address, timeout=20, trust_env=False) as client:
        yield client


def test_nothing_secret_is_said_anywhere(site: Site, browser: httpx.Client) -> None:
    """Canaries: code, choices, tracker, idempotency key. A whole session with mistakes and refusals; then every log
    line, error, problem document, header and address is searched, and every file that the server wrote."""
    example, resident = site.example, site.example.residents[0]
    asked: list[str] = []
    answered: list[httpx.Response] = []
    browser.event_hooks = {
        "request": [lambda request: asked.append(str(request.url))],
        "response": [answered.append],
    }
    visitor = Visitor(browser)
    visitor.open(example.page("log-in"))
    visitor.send("log-in", voter_no=resident.voter_no, code=resident.code[:-1] + "U")
    visitor.send("log-in", voter_no=resident.voter_no, code=resident.code)
    assert visitor.address.endswith("/ballot")
    visitor.send("ballot", **{f"project__{n}": "1" for n in range(1, 6)})  # too many: the page says so
    visitor.open(example.page("ballot"))
    visitor.send("ballot", project__1="1", project__3="1")
    visitor.send("cast")
    found = TRACKER.search(visitor.page)
    assert found, visitor.page
    tracker, key = found[1], draw_idempotency_key()
    visitor.open(example.page("receipt"))
    visitor.send("receipt", number=tracker)
    cast = {"voter_no": resident.voter_no, "code": resident.code, "idempotency_key": key, "choices": [["p1", 1]]}
    api = [
        browser.post(f"{example.api}/casts", json=body)
        for body in (
            cast,
            cast,
            cast | {"choices": [["p2", 1]]},
            cast | {"choices": [["canary77", 1]]},
            cast | {"choices": [["canary77", "canary77"]]},
            cast | {"canary77": 1},
            cast | {"code": resident.code[::-1]},
        )
    ]
    api.append(browser.post(f"{example.api}/casts", content=f'{{"code": "{resident.code}", "canary77'.encode()))
    api.append(browser.post(f"{example.api}/receipts", json={"number": tracker[:-1] + "U"}))
    assert [answer.status_code for answer in api[:3]] == [201, 201, 409]
    assert all(answer.status_code >= 400 for answer in api[3:])
    acknowledged = {api[0].json()["tracker"], tracker}
    secret = {resident.code, codes.print_code(resident.code), key, "canary77", "project-1=", '"p1"', *acknowledged}
    secret |= {word.replace("-", "") for word in acknowledged}
    said = site.said
    assert [word for word in secret if word in said] == []
    assert [word for word in secret for address in asked if word in address] == []
    for answer in answered:
        quoted = str(answer.headers) + (
            answer.text if answer.status_code >= 400 and "ballot" not in answer.url.path else ""
        )
        assert [word for word in secret if word in quoted] == [], answer.url
    for path in example.settings.data_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [word for word in secret - {"project-1=", '"p1"'} if word.encode() in data] == [], path
    assert browser.get("/metrics").status_code == 404, "there are no metrics; where there are, they are searched here"


def changing_routes(app: Litestar) -> list[tuple[str, str]]:
    """(method, address) of everything in the application that changes something and is not the JSON API."""
    found = []
    for route in app.routes:
        if isinstance(route, HTTPRoute) and not route.path.startswith("/api/"):
            address = re.sub(r"\{[a-z_]+:([a-z]+)\}", lambda kind: PARAMETER[kind[1]], route.path)
            found += [(method, address) for method in sorted(set(route.methods) - SAFE)]
    return found


def test_no_route_changes_anything_without_a_token(app: Litestar, example: Example) -> None:
    """Every route there is, found in the application itself, with a resident's and a clerk's log-in in the cookies."""
    fill(example)
    hire(example.database)
    routes = changing_routes(app)
    assert len(routes) > 30
    with TestClient(app) as client:
        client.follow_redirects = False
        sign_in(client, example)
        clerk = Clerk(app, "ada")
        for method, address in routes:
            for data in ({}, {"form_token": "0" * 64}, {"form_token": ""}):
                for browser in (client, clerk.client):
                    answer = browser.request(method, address, data=data)
                    assert answer.status_code == 403, (method, address, answer.status_code)
        foreign = re.findall(r'name="form_token" value="([0-9a-f]+)"', client.get(example.page("log-in")).text)
        for method, address in routes:  # the token of another browser
            answer = clerk.client.request(method, address, data={"form_token": foreign[0]})
            assert answer.status_code == 403, (method, address)


def test_the_api_reads_no_cookie(app: Litestar, example: Example) -> None:
    """What no form token guards must not act for whoever is logged in in the browser."""
    with TestClient(app) as client:
        client.follow_redirects = False
        sign_in(client, example)
        posts = [
            re.sub(r"\{[a-z_]+:[a-z]+\}", example.consultation.slug, route.path)
            for route in app.routes
            if isinstance(route, HTTPRoute) and route.path.startswith("/api/") and set(route.methods) - SAFE
        ]
        assert posts
        for address in posts:
            assert client.post(address, json={}).status_code in {400, 401}, address
        body = {"voter_no": "", "code": "", "idempotency_key": draw_idempotency_key(), "choices": []}
        assert client.post(f"{example.api}/casts", json=body).status_code in {400, 401}


def test_a_planted_staff_session_is_not_taken_over(app: Litestar, example: Example) -> None:
    """Fixation: what was in the cookie before a log-in is nobody's session afterwards; a log-out ends it everywhere."""
    hire(example.database)
    clerk = Clerk(app)
    planted = "planted-by-somebody-else"
    clerk.client.cookies.set("staff", planted)
    clerk.send("/admin/log-in", {"name": "ada", "password": "vier kleine blaue Enten"}, page="/admin/log-in")
    tokens = {cookie.name: cookie.value for cookie in clerk.client.cookies.jar if cookie.value != planted}
    assert clerk.client.get("/admin/").status_code == 200
    thief = Clerk(app)
    thief.client.cookies.set("staff", planted)
    assert thief.client.get("/admin/").status_code in {303, 401}
    assert tokens["staff"] != planted
    clerk.send("/admin/log-out", {})
    thief.client.cookies.clear()
    thief.client.cookies.set("staff", tokens["staff"])
    assert thief.client.get("/admin/").status_code in {303, 401}


INJECTED = "x\r\nx-canary77: 1\r\nset-cookie: canary77=1"


def test_no_header_can_be_injected(site: Site, browser: httpx.Client) -> None:
    """Line breaks in every place that could end up in a header: path, query, form, cookie, Host, language."""
    from urllib.parse import quote

    bad = quote(INJECTED)
    example = site.example
    places = [
        f"/{bad}/",
        f"/de/c/{bad}/",
        f"/de/language?to={bad}",
        f"/de/c/{example.consultation.slug}/projects?q={bad}",
    ]
    places += [f"/published/{bad}/result.json", f"/v/{bad}", f"/admin/c/{bad}/close/minutes", f"/de/{bad}"]
    answers = [browser.get(place) for place in places]
    visitor = Visitor(browser)
    visitor.open(example.page("log-in"))
    visitor.send("log-in", voter_no=INJECTED, code=INJECTED)
    answers.append(browser.post(f"{example.api}/receipts", json={"number": INJECTED}))
    answers.append(browser.get("/de/", headers={"accept-language": "canary77", "x-forwarded-host": "canary77.example"}))
    for answer in answers:
        assert "x-canary77" not in answer.headers
        assert "canary77" not in str(answer.headers), answer.url
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /de/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n",
        b"GET /de HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"POST /api/v1/consultations/x/casts HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
        b"Connection: close\r\n\r\n0\r\n\r\nGET /evil.example HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /api/v1/consultations/x/casts HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n"
        b"Connection: close\r\n\r\nhello!",
        b"GET /de/ HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\nConnection: close\r\n\r\n",
        b"\x00\xff\xfe nonsense \r\n\r\n",
    ],
)
def test_broken_requests_are_answered_or_dropped_and_the_server_lives(site: Site, raw: bytes) -> None:
    received = b""
    with site.socket() as line:
        try:
            line.sendall(raw)
            while piece := line.recv(65536):
                received += piece
        except (ConnectionError, TimeoutError):
            pass
    head = received.split(b"\r\n\r\n")[0]
    assert b"evil.example" not in head
    assert not re.search(rb"HTTP/1.1 5\d\d", received)
    assert httpx.get(f"{site.address}/de/", trust_env=False).status_code == 200


def test_the_api_keeps_its_own_description_under_fuzz(site: Site) -> None:
    """schemathesis: every operation of the OpenAPI document with valid, odd and broken values. No 5xx, only the
    answers that the document names, in the shape that it names."""
    schema = schemathesis.openapi.from_url(f"{site.address}/api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 5
    tried = 0
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def try_one(case: Any) -> None:
            nonlocal tried
            tried += 1
            if tried % 2 and "slug" in (case.path_parameters or {}):
                case.path_parameters["slug"] = site.example.consultation.slug
            answer = case.call(session=None)
            case.validate_response(
                answer,
                checks=[
                    schemathesis.checks.not_a_server_error,
                    schemathesis.specs.openapi.checks.status_code_conformance,
                    schemathesis.specs.openapi.checks.content_type_conformance,
                    schemathesis.specs.openapi.checks.response_schema_conformance,
                ],
            )

        try_one()
    assert tried > 60
    assert "unexpected" not in site.said
