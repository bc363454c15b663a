"""A resident votes without JavaScript, from the letter to the published result."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.clock import FixedClock
from consult.consultations import service
from consult.consultations.service import ProjectDraft
from consult.register import service as register
from consult.register.rules import ReissueReason, Standing
from consult.settings import Settings
from consult.voting.ballots import Content
from consult.voting.sealing import open_box
from consult.voting.trackers import board_number_of
from tests.web.counting_day import count_and_publish
from tests.web.example import DAY, NOON, Example, build, phases
from tests.web.forms import Visitor, forms

Client = TestClient[Litestar]
TRACKER = re.compile(r'class="tracker" translate="no">([0-9A-Z-]+)<')
BOARD = re.compile(r"<bdi[^>]*>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</bdi>")


def sign_in(client: Client, example: Example, person: int = 0, lang: str = "de") -> Visitor:
    visitor = Visitor(client)
    visitor.open(example.page("log-in", lang))
    resident = example.residents[person]
    visitor.send("log-in", voter_no=resident.voter_no, code=resident.code)
    assert visitor.address.endswith("/ballot"), visitor.page
    return visitor


def vote(client: Client, example: Example, person: int = 0, **marks: str) -> str:
    """The tracker on the receipt."""
    visitor = sign_in(client, example, person)
    visitor.send("ballot", **marks)
    assert visitor.status == 200
    visitor.send("cast", void="1") if 'name="void"' in visitor.page else visitor.send("cast")
    found = TRACKER.search(visitor.page)
    assert found, visitor.page
    return found[1]


def contents(client: Client, example: Example) -> list[Content]:
    urn = client.app.state["wiring"].urn
    boxes = urn.read(lambda reader: [box for *_, box in reader.unposted(example.consultation.id)])
    return [open_box(bytes(example.tally_key), box).content for box in boxes]


def test_a_whole_vote_without_javascript(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    visitor.send("ballot", project__1="1", project__3="1")
    assert "Stimmt alles?" in visitor.page
    assert contents(client, example) == [], "checking casts nothing"
    visitor.send("cast")
    assert TRACKER.search(visitor.page)
    assert contents(client, example) == [Content((("p1", 1), ("p3", 1)))]


def test_reloading_the_receipt_casts_nothing_twice_and_shows_the_same(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    visitor.send("ballot", project__1="1")
    checked = visitor.page, visitor.address
    visitor.send("cast")
    first = TRACKER.findall(visitor.page)
    visitor.page, visitor.address = checked
    visitor.send("cast")
    assert TRACKER.findall(visitor.page) == first
    assert len(contents(client, example)) == 1


@pytest.mark.parametrize(
    ("kind", "marks", "wanted"),
    [
        ("points", {"project__1": "3", "project__4": "2"}, (("p1", 3), ("p4", 2))),
        ("ranking", {"project__5": "1", "project__2": "2"}, (("p5", 1), ("p2", 2))),
    ],
)
def test_points_and_ranking(client: Client, town: Settings, kind: str, marks: dict[str, str], wanted: object) -> None:
    example = build(town, kind=kind)
    vote(client, example, **marks)
    assert contents(client, example) == [Content(wanted)]  # type: ignore[arg-type]  # parametrised
    example.database.close()


@pytest.mark.parametrize(
    ("kind", "marks", "said"),
    [
        ("approval", {f"project__{n}": "1" for n in range(1, 5)}, "zu viele Projekte"),
        ("approval", {"project__1": "1", "none": "1"}, "Keines davon"),
        ("points", {"project__1": "3", "project__2": "3"}, "zu viele Punkte"),
        ("points", {"project__1": "9"}, "Nummer"),
        ("ranking", {"project__1": "1", "project__2": "1"}, "jeden Platz nur einmal"),
        ("ranking", {"project__1": "2"}, "keinen aus"),
    ],
)
def test_mistakes_are_explained_and_the_choice_is_kept(
    client: Client, town: Settings, kind: str, marks: dict[str, str], said: str
) -> None:
    example = build(town, kind=kind)
    visitor = sign_in(client, example)
    visitor.send("ballot", **marks)
    assert visitor.status == 400
    assert said in visitor.page
    assert 'id="mistakes"' in visitor.page
    kept = forms(visitor.page)["ballot"]
    if kind != "points" or marks.get("project__1") != "9":
        assert {name: kept[name.replace("__", "-")] for name in marks} == marks
    assert contents(client, example) == []
    example.database.close()


def test_none_of_these_and_blank_are_votes(client: Client, example: Example) -> None:
    vote(client, example, 0, none="1")
    vote(client, example, 1)
    assert sorted(contents(client, example), key=lambda content: content.none) == [Content(), Content(none=True)]


def test_changing_goes_back_with_the_marks(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    visitor.send("ballot", project__2="1")
    fields = forms(visitor.page)
    assert fields["cast"]["project-2"] == "1"
    visitor.address = visitor.address.replace("/cast", "/ballot")
    answer = client.post(example.page("ballot"), data=fields["ballot"])
    assert forms(answer.text)["ballot"]["project-2"] == "1"


def test_a_wrong_code_stays_at_the_log_in_and_says_what_to_do(client: Client, example: Example) -> None:
    visitor = Visitor(client)
    visitor.open(example.page("log-in"))
    code = example.residents[0].code
    visitor.send("log-in", voter_no=example.residents[1].voter_no, code=code)
    assert visitor.status == 401
    assert "passen nicht zusammen" in visitor.page
    assert code not in visitor.page


def test_typing_is_forgiven(client: Client, example: Example) -> None:
    visitor = Visitor(client)
    visitor.open(example.page("log-in"))
    resident = example.residents[0]
    number = f" {resident.voter_no[:3]} {resident.voter_no[3:6]}-{resident.voter_no[6:]} "
    code = " ".join(resident.code[i : i + 4].lower() for i in range(0, 16, 4)).replace("1", "l").replace("0", "o")
    visitor.send("log-in", voter_no=number, code=code)
    assert visitor.address.endswith("/ballot")


def test_without_a_log_in_the_ballot_leads_to_it(client: Client, example: Example) -> None:
    visitor = Visitor(client)
    visitor.open(example.page("ballot"))
    assert visitor.address.endswith("/log-in")


def test_a_replaced_letter_ends_the_log_in(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    with example.database.writing() as session:
        marks = register.GenerationMarks(example.settings.data_dir / "marks", bytes(32))
        register.reissue(session, example.residents[0].voter_no, ReissueReason.LOST, marks=marks)
    visitor.open(example.page("ballot"))
    assert visitor.address.endswith("/log-in")


def test_a_log_in_of_one_consultation_opens_no_other(client: Client, example: Example) -> None:
    sign_in(client, example)
    other = build(example.settings)
    visitor = Visitor(client)
    visitor.open(other.page("ballot"))
    assert visitor.address.endswith("/log-in")
    other.database.close()


def test_an_envelope_that_arrived_is_said_and_voided_only_by_a_mark(client: Client, example: Example) -> None:
    urn, voter_no, made = client.app.state["wiring"].urn, example.residents[0].voter_no, example.consultation
    arrived = {"standing": Standing(1), "arrived": urn.clock.now(), "deadline": made.phases.voting_until}
    urn.record_envelope(made.id, voter_no, 1, idempotency_key="envelope-1", **arrived)
    visitor = sign_in(client, example, lang="en")
    assert "Your envelope is already here" in visitor.page
    assert "10 June 2026" in visitor.page
    visitor.send("ballot", project__1="1")
    visitor.send("cast")
    assert visitor.status == 400
    assert "Otherwise we change nothing" in visitor.page
    assert contents(client, example) == []
    visitor.send("cast", void="1")
    assert "Your other vote is void" in visitor.page
    assert urn.blockers(made.id, voter_no, Standing(1)) == ()
    assert len(contents(client, example)) == 1


def test_before_and_after_the_time_nobody_gets_a_ballot(client: Client, example: Example, clock: FixedClock) -> None:
    visitor = sign_in(client, example)
    clock.instant = example.consultation.phases.voting_until
    assert client.get(example.page("ballot")).status_code == 410
    visitor.send("ballot", project__1="1")
    assert visitor.status == 410
    clock.instant = example.consultation.phases.voting_from - timedelta(seconds=1)
    assert client.get(example.page("log-in")).status_code == 409


def test_signing_out_ends_it(client: Client, example: Example) -> None:
    visitor = sign_in(client, example)
    visitor.send("log-out")
    visitor.open(example.page("ballot"))
    assert visitor.address.endswith("/log-in")


def test_the_letters_short_address_leads_to_the_log_in(client: Client, example: Example) -> None:
    place = example.page("log-in", "tr")
    assert client.get(f"/v/{example.consultation.id}/tr").headers["location"] == place
    german = client.get(f"/v/{example.consultation.id.lower()}").headers["location"]
    assert german == example.page("log-in")
    assert client.get(f"/v/{example.consultation.id}/so").headers["location"] == example.page("log-in")
    assert client.get("/v/000000").status_code == 404


def test_receipt_check_before_and_after_the_count(client: Client, example: Example, clock: FixedClock) -> None:
    urn = client.app.state["wiring"].urn
    urn.open_board(example.consultation.id, {"tally_key": example.consultation.tally_public_key})
    first = vote(client, example, 0, project__1="1")
    second = vote(client, example, 0, project__2="1", project__4="1")
    vote(client, example, 1, project__2="1")
    visitor = Visitor(client)

    def ask(number: str) -> str:
        visitor.open(example.page("receipt"))
        return visitor.send("receipt", number=number)

    assert "noch nichts sagen" in ask(second)
    assert "noch nichts sagen" in ask("0000-0000-0000")
    urn.post_batch(example.consultation.id)
    box = urn.board(example.consultation.id)[1].data["boxes"][0]
    assert "steht auf der öffentlichen Tafel" in ask(board_number_of(box))
    clock.instant = example.consultation.phases.voting_until + DAY
    count_and_publish(example, urn)
    page = ask(second.lower().replace("-", " "))
    assert "wurde gezählt" in page
    assert "Zehn Bänke" in page
    assert "Trinkbrunnen" not in page
    assert "nicht in der Liste" in ask(first), "a later vote took its place"
    assert "Tippfehler" in ask(second[:-1] + ("A" if second[-1] != "A" else "B"))
    assert visitor.status == 400


def test_the_result_says_who_won_and_why_the_others_did_not(
    client: Client, example: Example, clock: FixedClock
) -> None:
    urn = client.app.state["wiring"].urn
    urn.open_board(example.consultation.id, {"tally_key": example.consultation.tally_public_key})
    for person in range(8):
        vote(client, example, person, project__1="1", **({"project__3": "1"} if person < 3 else {"project__5": "1"}))
    assert "Es gibt noch kein Ergebnis" in client.get(example.page("result")).text
    clock.instant = example.consultation.phases.voting_until + DAY
    count_and_publish(example, urn)
    page = client.get(example.page("result")).text
    assert page.count('class="bar') == 5
    assert "hätten gereicht" in page or "hätte gereicht" in page
    assert "Niemand hat dafür gestimmt" in page
    assert client.get(example.page("result", "ar")).status_code == 200
    archive = client.get(f"/published/{example.consultation.slug}/{example.consultation.slug}.zip")
    assert archive.content[:2] == b"PK"
    listed = client.get(f"/published/{example.consultation.slug}/manifest.json")
    assert listed.status_code == 200
    for elsewhere in ("..%2Fmitsprache.db", "mitsprache.db", ".", "%2e%2e"):
        assert client.get(f"/published/{example.consultation.slug}/{elsewhere}").status_code == 404
    assert client.get(f"{example.api}/result").json()["winners"][0] == "p1"


def test_nothing_of_the_bundle_shows_before_the_publication(client: Client, example: Example) -> None:
    assert client.get(f"/published/{example.consultation.slug}/result.json").status_code == 404
    assert client.get(f"{example.api}/result").status_code == 404


def test_a_draft_is_seen_by_nobody(client: Client, example: Example) -> None:
    with example.database.writing() as session:
        draft = service.create(session, title={"de": "Geheim"}, intro={}, budget_cents=100, phases=phases(NOON))
        service.add_projects(session, draft.id, [ProjectDraft({"de": "x"}, 1)])
    for place in ("", "projects", "log-in", "result"):
        assert client.get(f"/de/c/{draft.slug}/{place}").status_code == 404
    assert "Geheim" not in client.get("/de/").text
    assert client.get(f"/v/{draft.id}").status_code == 404
