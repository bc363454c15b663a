"""Hostile use: canaries in logs, errors and addresses; forms without a token; replay; fixation; odd requests."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.register import codes
from consult.voting.trackers import draw_idempotency_key
from tests.web.example import Example
from tests.web.forms import Visitor, fill
from tests.web.test_web_vote import TRACKER, sign_in

Client = TestClient[Litestar]


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Any:
    """Everything the application says outside its answers."""
    caplog.set_level(logging.DEBUG)

    def read() -> str:
        out, err = capfd.readouterr()
        return out + err + caplog.text

    return read


def test_no_code_choice_or_tracker_in_logs_errors_or_addresses(client: Client, example: Example, heard: Any) -> None:
    resident = example.residents[0]
    asked: list[str] = []
    client.event_hooks["request"].append(lambda request: asked.append(str(request.url)))
    visitor = sign_in(client, example)
    visitor.send("ballot", project__1="1", project__3="1")
    visitor.send("cast")
    found = TRACKER.search(visitor.page)
    assert found
    tracker, key = found[1], draw_idempotency_key()
    cast = {"voter_no": resident.voter_no, "code": resident.code, "idempotency_key": key, "choices": [["canary77", 1]]}
    errors = [
        client.post(f"{example.api}/casts", json=cast),
        client.post(f"{example.api}/casts", json=cast | {"choices": [["canary77", "x"]]}),
        client.post(f"{example.api}/casts", json=cast | {"code": resident.code[::-1]}),
        client.post(f"{example.api}/casts", content=f'{{"code": "{resident.code}", "canary77'.encode()),
        client.post(f"{example.api}/receipts", json={"number": tracker[:-1] + "U"}),
        client.post(f"{example.api}/receipts", json={"number": tracker, "canary77": 1}),
        client.post(example.page("cast"), data={"project-1": "canary77", "idempotency_key": key}),
    ]
    assert all(answer.status_code >= 400 for answer in errors)
    visitor.open(example.page("receipt"))
    visitor.send("receipt", number=tracker)
    secrets = {resident.code, codes.print_code(resident.code), tracker, key, "canary77"}
    said = heard()
    assert [word for word in secrets if word in said] == []
    assert [word for word in secrets for url in asked if word in url] == []
    for answer in errors:
        assert [word for word in secrets if word in answer.text] == []
        assert [word for word in secrets if word in str(answer.headers)] == []


def test_no_plain_ballot_or_code_in_any_database(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    visitor.send("ballot", project__1="1")
    visitor.send("cast")
    found = TRACKER.search(visitor.page)
    assert found
    code = example.residents[0].code
    for path in example.settings.data_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in (found[1], found[1].replace("-", ""), code, codes.print_code(code)):
                assert secret.encode() not in data, path


FORMS = ("log-in", "log-out", "ballot", "cast", "propose", "say", "receipt")


@pytest.mark.parametrize("place", FORMS)
def test_no_form_is_taken_without_its_token(client: Client, example: Example, place: str) -> None:
    fill(example)
    sign_in(client, example)
    for data in ({}, {"form_token": "0" * 64}, {"form_token": ""}):
        answer = client.post(example.page(place), data=data)
        assert answer.status_code == 403
    assert client.post(example.page(place), json={"form_token": "x"}).status_code == 403
    assert client.put(example.page(place), data={}).status_code in {403, 405}


def test_every_form_carries_a_token(client: Client, example: Example) -> None:
    fill(example)
    visitor = sign_in(client, example)
    pages = [visitor.page, visitor.send("ballot", project__1="1"), visitor.send("cast")]
    pages += [client.get(example.page(place)).text for place in ("log-in", "say", "receipt", "propose")]
    for page in pages:
        posting = page.count('method="post"')
        assert page.count('name="form_token"') == posting
        assert "no-store" in client.get(example.page("log-in")).headers["cache-control"]


def test_public_pages_are_the_same_for_everybody_and_revalidate(client: Client, example: Example) -> None:
    before = client.get(example.page("projects"))
    sign_in(client, example)
    after = client.get(example.page("projects"))
    assert before.content == after.content
    assert "set-cookie" not in after.headers
    again = client.get(example.page("projects"), headers={"if-none-match": before.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_planted_session_is_not_taken_over(client: Client, example: Example) -> None:
    planted = "planted-by-somebody-else"
    client.cookies.set("resident", planted)
    sign_in(client, example)
    client.cookies.clear()
    client.cookies.set("resident", planted)
    visitor = Visitor(client)
    visitor.open(example.page("ballot"))
    assert visitor.address.endswith("/log-in")


@pytest.mark.parametrize(
    "path",
    [
        "/de/c/%00/",
        "/de/c/" + "x" * 5000,
        "/de/c/../../etc/passwd",
        "/de%0d%0aset-cookie:x=1/",
        "/de/language?to=%0d%0aset-cookie:x=1",
        "/v/%27%20or%201=1",
        "/published/x/..%2f..%2fkeys%2fregister.key",
        "/de/c/x/notices/99999999999999999999",
        "/de/c/x/projects?district=%3Cscript%3E",
    ],
)
def test_odd_addresses_are_refused_calmly(client: Client, example: Example, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {303, 400, 404}
    assert "x" not in client.cookies
    assert "<script>" not in answer.text


def test_what_residents_write_is_text_not_markup(client: Client, example: Example) -> None:
    visitor = Visitor(client)
    visitor.open(example.page("say"))
    visitor.send("say", text='<script>alert(1)</script> "><img src=x onerror=1>')
    page = visitor.open(example.page("statements"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<img src=x" not in page
