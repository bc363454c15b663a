"""Casting over HTTP: what is acknowledged is in the urn, and nothing else is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.clock import FixedClock
from consult.consultations import service
from consult.voting.ballots import Content
from consult.voting.sealing import open_box
from consult.voting.trackers import draw_idempotency_key, read_tracker
from tests.web.example import Example

Client = TestClient[Litestar]


def body(example: Example, person: int = 0, **more: Any) -> dict[str, Any]:
    resident = example.residents[person]
    given = {
        "voter_no": resident.voter_no,
        "code": resident.code,
        "choices": [["p1", 1], ["p3", 1]],
        "idempotency_key": draw_idempotency_key(),
    }
    return given | more


def boxes(client: Client, example: Example) -> list[bytes]:
    urn = client.app.state["wiring"].urn
    return list(urn.read(lambda reader: [box for *_, box in reader.unposted(example.consultation.id)]))


def test_a_cast_is_sealed_and_acknowledged(client: Client, example: Example) -> None:
    answer = client.post(f"{example.api}/casts", json=body(example))
    assert answer.status_code == 201
    assert answer.json()["tracker"] == read_tracker(answer.json()["tracker"])
    (stored,) = boxes(client, example)
    opened = open_box(bytes(example.tally_key), stored)
    assert opened.content == Content((("p1", 1), ("p3", 1)))
    assert opened.tracker == answer.json()["tracker"]
    assert opened.consultation == example.consultation.id


def test_choices_are_put_in_order_and_none_and_blank_are_votes(client: Client, example: Example) -> None:
    for person, more in enumerate(
        ({"choices": [["p3", 1], ["p1", 1]]}, {"choices": [], "none": True}, {"choices": []})
    ):
        assert client.post(f"{example.api}/casts", json=body(example, person, **more)).status_code == 201
    opened = [open_box(bytes(example.tally_key), box).content for box in boxes(client, example)]
    assert sorted(opened, key=lambda content: (content.none, content.choices)) == [
        Content(),
        Content((("p1", 1), ("p3", 1))),
        Content(none=True),
    ]


def test_the_same_key_is_the_same_cast_and_another_body_is_refused(client: Client, example: Example) -> None:
    first = body(example)
    answers = [client.post(f"{example.api}/casts", json=first) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tracker"] for answer in answers}) == 1
    assert len(boxes(client, example)) == 1
    other = client.post(f"{example.api}/casts", json=first | {"choices": [["p2", 1]]})
    assert other.status_code == 409
    assert len(boxes(client, example)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "0000-0000-0000-0000"},
        {"code": "nonsense"},
        {"code": ""},
        {"voter_no": "123456789"},
        {"voter_no": "x" * 40},
        {"voter_no": ""},
    ],
)
def test_unknown_number_and_wrong_code_get_the_same_answer(
    client: Client, example: Example, wrong: dict[str, str]
) -> None:
    answer = client.post(f"{example.api}/casts", json=body(example, **wrong), headers={"accept-language": "en"})
    reference = client.post(
        f"{example.api}/casts",
        json=body(example, code=example.residents[1].code),
        headers={"accept-language": "en"},
    )
    assert answer.status_code == reference.status_code == 401
    assert answer.content == reference.content
    assert {k: v for k, v in answer.headers.items() if k != "date"} == {
        k: v for k, v in reference.headers.items() if k != "date"
    }


def test_guessing_is_slowed_down_and_nobody_is_locked_out(client: Client, example: Example, clock: FixedClock) -> None:
    statuses = []
    for _ in range(9):
        answer = client.post(f"{example.api}/casts", json=body(example, code="0000-0000-0000-0000"))
        statuses.append(answer.status_code)
    assert statuses[0] == 401
    assert statuses[-1] == 429
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 30
    assert client.post(f"{example.api}/casts", json=body(example, 1)).status_code == 201, "a neighbour votes on"
    clock.instant += timedelta(seconds=wait)
    assert client.post(f"{example.api}/casts", json=body(example)).status_code == 201


def test_the_deadline_holds_to_the_microsecond(client: Client, example: Example, clock: FixedClock) -> None:
    end = example.consultation.phases.voting_until
    clock.instant = end - timedelta(microseconds=1)
    in_time = body(example)
    assert client.post(f"{example.api}/casts", json=in_time).status_code == 201
    clock.instant = end
    assert client.post(f"{example.api}/casts", json=body(example, 1)).status_code == 410
    assert client.post(f"{example.api}/casts", json=in_time).status_code == 201, "its receipt can be asked for again"
    assert len(boxes(client, example)) == 1


def test_a_moved_deadline_holds_at_once(client: Client, example: Example, clock: FixedClock) -> None:
    client.post(f"{example.api}/casts", json=body(example))
    with example.database.writing() as session:
        service.set_voting_until(session, example.consultation.id, clock.instant - timedelta(seconds=1))
    assert client.post(f"{example.api}/casts", json=body(example, 1)).status_code == 410


def test_nobody_votes_before_the_day(client: Client, example: Example, clock: FixedClock) -> None:
    clock.instant = example.consultation.phases.voting_from - timedelta(microseconds=1)
    assert client.post(f"{example.api}/casts", json=body(example)).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"choices": [["p1", 1], ["p2", 1], ["p3", 1], ["p4", 1]]},
        {"choices": [["nowhere", 1]]},
        {"choices": [["p1", 2]]},
        {"choices": [["p1", 1], ["p1", 1]]},
        {"choices": [["p1", 1]], "none": True},
        {"choices": "p1"},
        {"choices": [["p1"]]},
        {"choices": [["p1", 1e3]]},
        {"idempotency_key": "short"},
        {"extra": 1},
        {"voter_no": None},
    ],
)
def test_a_wrong_ballot_is_refused_without_quoting_it(client: Client, example: Example, wrong: dict[str, Any]) -> None:
    answer = client.post(f"{example.api}/casts", json=body(example, **wrong))
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert set(answer.json()) <= {"type", "title", "status", "detail", "field"}
    assert "nowhere" not in answer.text
    assert example.residents[0].code not in answer.text
    assert boxes(client, example) == []


def test_a_code_of_another_consultation_is_no_vote_here(client: Client, example: Example) -> None:
    from tests.web.example import build

    other = build(example.settings)
    answer = client.post(f"{other.api}/casts", json=body(example))
    assert answer.status_code == 409
    other.database.close()


def test_the_api_tells_about_itself(client: Client, example: Example) -> None:
    document = client.get("/api/openapi.json").json()
    casts = document["paths"]["/api/v1/consultations/{slug}/casts"]["post"]
    assert set(casts["responses"]) >= {"201", "400", "401", "409", "410", "429"}
    assert "application/problem+json" in casts["responses"]["401"]["content"]
    assert client.get("/api/v1/consultations").json()[0]["phase"] == "voting"
    detail = client.get(example.api).json()
    assert [project["number"] for project in detail["projects"]] == [1, 2, 3, 4, 5]
    assert detail["ballot"]["max_selections"] == 3
    assert client.get("/api/v1/consultations/nowhere").status_code == 404
    assert client.get(f"{example.api}/parity").status_code == 200
    client.app.state["wiring"].urn.open_board(example.consultation.id, {"key": "x"})
    assert client.get(f"{example.api}/board").text.count("\n") == 1
