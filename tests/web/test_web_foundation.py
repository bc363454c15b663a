"""What every answer has in common: language, headers, caching, forms, log-ins, refusals."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.testing import TestClient

from consult.app import create_app
from consult.clock import FixedClock
from consult.errors import SlowDown
from consult.settings import Settings
from consult.web import formguard
from consult.web.backoff import Backoff, Pace
from consult.web.languages import accepted
from consult.web.pages import render
from consult.web.sessions import IDLE
from consult.web.wiring import wiring

Client = TestClient[Litestar]


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ({}, "/de/"),
        ({"accept-language": "tr-TR,tr;q=0.9,en;q=0.5"}, "/tr/"),
        ({"accept-language": "xx, en;q=0.3, uk;q=0.8"}, "/uk/"),
        ({"accept-language": "q=;;;,,"}, "/de/"),
        ({"accept-language": "tr", "cookie": "language=ar"}, "/ar/"),
        ({"cookie": "language=../../evil"}, "/de/"),
    ],
)
def test_the_door_asks_cookie_then_browser_then_german(client: Client, headers: dict[str, str], place: str) -> None:
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_choosing_a_language_is_remembered_and_leads_nowhere_else(client: Client) -> None:
    answer = client.get("/tr/language", params={"to": "/tr/help"})
    assert answer.headers["location"] == "/tr/help"
    assert "language=tr" in answer.headers["set-cookie"]
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "/admin/", "/tr/\\..\\x"):
        assert client.get("/tr/language", params={"to": elsewhere}).headers["location"] == "/tr/"


def test_weights_of_accept_language() -> None:
    assert accepted("de;q=0.1, FR, en;q=0.8, *;q=0, x;q=y") == ["fr", "en", "de"]


@pytest.mark.parametrize("path", ["/", "/de/nowhere", "/static/style.css", "/api/v1/x", "/static/fonts/sans.woff2"])
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers
    assert "cache-control" in headers


def test_files_are_kept_by_the_browser_and_only_ours_are_served(client: Client) -> None:
    assert "immutable" in client.get("/static/style.css").headers["cache-control"]
    assert client.get("/static/fonts/arabic.ttf").headers["content-type"] == "font/ttf"
    for name in ("app.py", "..%2Fapp.py", "%2e%2e", "fonts"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_missing_page_says_so_in_the_readers_language(client: Client) -> None:
    answer = client.get("/en/nowhere")
    assert answer.status_code == 404
    assert '<html lang="en" dir="ltr">' in answer.text
    assert "This page does not exist" in answer.text
    assert '<html lang="ar" dir="rtl">' in client.get("/ar/nowhere").text


def test_a_missing_resource_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/nothing", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "detail"}


@get("/en/try", sync_to_thread=False)
def a_form(request: Request) -> Response[str]:  # type: ignore[type-arg]  # a test handler
    return render(request, "error.jinja", key="error.not_found", facts={}, field=None, code=200, extra=1)


@post("/en/try", sync_to_thread=False)
def sent(request: Request) -> str:  # type: ignore[type-arg]  # a test handler
    return "done"


@get("/en/in", sync_to_thread=False)
def come_in(request: Request) -> Response[str]:  # type: ignore[type-arg]  # a test handler
    return Response("in", cookies=[wiring(request).sessions.sign_in(request, "resident", "123")])


@get("/en/who", sync_to_thread=False)
def who(request: Request) -> str:  # type: ignore[type-arg]  # a test handler
    sessions = wiring(request).sessions
    return f"{sessions.subject(request, 'resident')} {sessions.subject(request, 'staff')}"


@get("/en/out", sync_to_thread=False)
def go(request: Request) -> Response[str]:  # type: ignore[type-arg]  # a test handler
    return Response("out", cookies=[wiring(request).sessions.sign_out(request, "resident")])


@get("/en/crash", sync_to_thread=False)
def crash() -> str:
    raise RuntimeError("the secret ABCD-EFGH")


@pytest.fixture
def tried(town: Settings, clock: FixedClock) -> Client:
    app = create_app(town, clock=clock)
    for handler in (a_form, sent, come_in, who, go, crash):
        app.register(handler)
    return TestClient(app, raise_server_exceptions=False)


def test_a_form_needs_the_pages_token_and_the_browsers_cookie(tried: Client) -> None:
    page = tried.get("/en/try")
    assert "form=" in page.headers["set-cookie"]
    cookie = tried.cookies["form"]
    token = formguard.token(wiring_of(tried).form_key, cookie)
    assert tried.post("/en/try", data={"form_token": token}).status_code == 201
    assert tried.post("/en/try", data={"form_token": token[:-1] + "x"}).status_code == 403
    assert tried.post("/en/try", data={}).status_code == 403
    assert tried.post("/en/try", content=b"{}", headers={"content-type": "application/json"}).status_code == 403
    tried.cookies.clear()
    assert tried.post("/en/try", data={"form_token": token}).status_code == 403
    assert tried.post("/en/try", data={"form_token": token}, headers={"cookie": "form=other"}).status_code == 403


def wiring_of(client: Client):  # type: ignore[no-untyped-def]  # a test helper
    return client.app.state["wiring"]


def test_a_log_in_gets_a_new_token_and_ends_when_idle(tried: Client, clock: FixedClock) -> None:
    assert tried.get("/en/who").text == "None None"
    tried.get("/en/in", headers={"cookie": "resident=planted"})
    first = tried.cookies["resident"]
    assert first != "planted"
    assert tried.get("/en/who").text == "123 None"
    tried.get("/en/in")
    assert tried.cookies["resident"] != first
    assert tried.get("/en/who", headers={"cookie": f"resident={first}"}).text == "None None"
    clock.instant += IDLE - timedelta(seconds=1)
    assert tried.get("/en/who").text == "123 None"
    clock.instant += IDLE - timedelta(seconds=1)
    assert tried.get("/en/who").text == "123 None", "using the page keeps the log-in"
    clock.instant += IDLE + timedelta(seconds=1)
    assert tried.get("/en/who").text == "None None"


def test_after_signing_out_the_token_is_worth_nothing(tried: Client) -> None:
    tried.get("/en/in")
    token = tried.cookies["resident"]
    tried.get("/en/out")
    assert tried.get("/en/who", headers={"cookie": f"resident={token}"}).text == "None None"


def test_a_token_of_one_kind_is_no_token_of_the_other(tried: Client) -> None:
    tried.get("/en/in")
    token = tried.cookies["resident"]
    assert tried.get("/en/who", headers={"cookie": f"staff={token}"}).text == "None None"


def test_the_database_holds_no_token(tried: Client, town: Settings) -> None:
    tried.get("/en/in")
    token = tried.cookies["resident"].encode()
    for path in town.data_dir.iterdir():
        if path.is_file():
            assert token not in path.read_bytes()


def test_a_surprise_says_nothing_of_what_was_sent(tried: Client, capsys: pytest.CaptureFixture[str]) -> None:
    answer = tried.get("/en/crash")
    assert answer.status_code == 500
    assert "ABCD-EFGH" not in answer.text
    said = capsys.readouterr()
    assert "RuntimeError" in said.out + said.err
    assert "ABCD-EFGH" not in said.out + said.err


def test_waiting_doubles_is_bounded_and_ends(clock: FixedClock) -> None:
    backoff = Backoff(clock)
    pace = Pace(free=2, longest=5)
    waits = []
    for _ in range(7):
        waits.append(backoff.wait(pace, "a", "1"))
        clock.instant += timedelta(seconds=waits[-1])
        backoff.failed("a", "1")
    assert waits == [0, 0, 1, 2, 4, 5, 5]
    assert backoff.wait(pace, "b", "1") == 0, "a neighbour is not slowed down"
    with pytest.raises(SlowDown):
        backoff.check(pace, "a", "1")
    clock.instant += timedelta(seconds=5)
    backoff.check(pace, "a", "1")
    backoff.succeeded("a", "1")
    assert backoff.wait(pace, "a", "1") == 0


def test_the_backoff_forgets_the_oldest_when_it_is_full(clock: FixedClock) -> None:
    backoff = Backoff(clock, most_keys=10)
    pace = Pace(free=0, longest=5)
    for number in range(50):
        backoff.failed("x", str(number))
    assert sum(backoff.wait(pace, "x", str(number)) > 0 for number in range(50)) == 10


def test_secure_cookies_are_bound_to_the_host(town: Settings, clock: FixedClock) -> None:
    from dataclasses import replace

    app = create_app(replace(town, secure_cookies=True, base_url="https://mitmachen.example"), clock=clock)
    for handler in (a_form, come_in):
        app.register(handler)
    with TestClient(app, base_url="https://testserver.local") as client:
        assert re.search(r"__Host-form=.*HttpOnly.*Secure", client.get("/en/try").headers["set-cookie"], re.I)
        assert "max-age" in client.get("/en/in").headers["strict-transport-security"]
