"""The commands of the paper channel, from print to publish, as an operator runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consult import schema, settings
from consult.cli import main
from consult.consultations import service as consultations
from consult.consultations.rules import Phases, State
from consult.db import Database
from consult.register import service as register
from consult.register.keys import create_register_key
from consult.register.rules import Person
from consult.voting.keys import create_tally_key, save_key_file

WORDS = "sieben alte Birnbäume am Bach"
Capture = pytest.CaptureFixture[str]


def town(folder: Path) -> Path:
    folder.mkdir()
    (folder / "mitsprache.toml").write_text(
        'phone = "0821 324-4200"\nreturn_address = "Rathausplatz 1, 88131 Lindau"\n', encoding="utf-8"
    )
    chosen = settings.load(folder)
    schema.prepare(chosen)
    if not chosen.register_key_path.exists():
        create_register_key(chosen.register_key_path)
    key = create_tally_key()
    save_key_file(folder / "tally.key", key, WORDS, ops=1, memory=8192 * 1024)
    (folder / "words").write_text(WORDS + "\n", encoding="utf-8")
    now = datetime.now(UTC)
    database = Database(chosen.database_url)
    with database.writing() as session:
        made = consultations.create(
            session,
            title={"de": "Budget"},
            intro={"de": ""},
            budget_cents=100_000,
            phases=Phases(now - timedelta(days=9), now + timedelta(days=1), now + timedelta(days=9)),
            rule={"rule": "greedy"},
            slug="budget",
            tally_public_key=key.public.hex(),
        )
        drafts = [consultations.ProjectDraft({"de": f"Bank {n}"}, 10_000 * n) for n in (1, 2)]
        consultations.add_projects(session, made.id, drafts)
        consultations.fix_ballot(session, made.id)
        register.add_people(session, made.id, [Person("Ayşe Yılmaz", ("Weg 1",), "88131", "Lindau", language="tr")])
        consultations.advance(session, made.id, State.OPEN)
    database.close()
    return folder


def run(capsys: Capture, code: int, *arguments: str) -> dict[str, object]:
    found = main([*arguments, "--json"])
    said = capsys.readouterr()
    assert found == code, (arguments, said.err)
    document = json.loads(said.out)
    assert isinstance(document, dict)
    return document


def test_print_take_in_close_scan_count(tmp_path: Path, capsys: Capture) -> None:
    data = town(tmp_path / "town")
    place = ("budget", "--data", str(data))
    letters = run(capsys, 0, "print", *place, "letters", "--out", str(tmp_path / "out"))
    assert letters["pieces"] == 1
    assert main(["print", *place, "letters", "--out", str(tmp_path / "out")]) == 2  # nobody waits for a letter
    ballots = run(capsys, 0, "print", *place, "ballots", "--out", str(tmp_path / "out"), "--copies", "tr=1")
    assert ballots["files"][0]["name"] == "ballots-tr.pdf"  # type: ignore[index]  # JSON
    assert main(["print", *place, "ballots", "--out", str(tmp_path), "--copies", "tr:1"]) == 2

    database = Database(settings.load(data).database_url)
    with database.reading() as session:
        cid = consultations.by_slug(session, "budget").id
        (voter,) = register.voters(session, cid)
    capsys.readouterr()
    arrived = run(capsys, 0, "intake", *place, "--card", f"M1:{voter.voter_no}:1")
    assert arrived["counts"] == {"accepted": 1}
    assert run(capsys, 1, "intake", *place, "--card", "123")["counts"] == {"unreadable": 1}

    pdf = tmp_path / "out" / "ballots-tr.pdf"
    assert main(["scan", *place, str(pdf), "--batch", "1"]) == 2  # still open
    assert main(["close", *place, "freeze"]) == 2  # before the deadline
    with database.writing() as session:
        consultations.set_voting_until(session, cid, datetime.now(UTC) - timedelta(minutes=1))
    capsys.readouterr()
    assert run(capsys, 0, "close", *place, "freeze")["to_open"] == 1
    envelopes = run(capsys, 0, "close", *place, "envelopes")
    assert (envelopes["open"], envelopes["closed"]) == ([voter.voter_no], [])
    scanned = run(capsys, 0, "scan", *place, str(pdf), "--batch", "1")
    assert (scanned["read"], scanned["blank"]) == (1, 1)
    assert run(capsys, 0, "adjudicate", *place)["waiting"] == 0
    assert main(["adjudicate", *place, "--doubt", "x"]) == 2
    capsys.readouterr()
    assert run(capsys, 1, "close", *place, "books")["balanced"] is False
    secret = ("--key", str(data / "tally.key"), "--passphrase-file", str(data / "words"))
    assert main(["close", *place, "count", *secret]) == 2  # the books do not balance
    from consult.paper import service as paper

    paper.count_by_hand(database, cid, "handed_out", 1, person="ada")
    capsys.readouterr()
    counted = run(capsys, 0, "close", *place, "count", *secret)
    assert Path(str(counted["bundle"])).is_dir()
    assert Path(str(counted["minutes"])).read_bytes().startswith(b"%PDF")
    english = run(capsys, 0, "close", *place, "minutes", "--lang", "en", "--out", str(tmp_path / "signed.pdf"))
    assert english == {"minutes": str(tmp_path / "signed.pdf")}
    drawn = run(capsys, 0, "audit", "budget", "--data", str(data), "--seed", "123456" * 4)
    assert (drawn["population"], drawn["all"]) == (1, True)
    assert run(capsys, 0, "close", *place, "publish")["state"] == "published"
    database.close()


def test_staff_makes_the_first_account_and_sets_passwords(tmp_path: Path, capsys: Capture) -> None:
    secret = tmp_path / "password"
    secret.write_text("vier kleine blaue Enten\n", encoding="utf-8")
    arguments = ("staff", "ada", "--data", str(tmp_path / "town"), "--password-file", str(secret))
    assert run(capsys, 0, *arguments, "--role", "administrator") == {"name": "ada", "roles": ["administrator"]}
    assert run(capsys, 0, *arguments)["name"] == "ada"
    assert main(["staff", "bo", "--data", str(tmp_path / "town"), "--password-file", str(secret), "--role", "x"]) == 2
    assert "roles are" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["print", "intake", "scan", "adjudicate", "close"])
def test_a_missing_installation_is_named(command: str, tmp_path: Path, capsys: Capture) -> None:
    more = {
        "print": ["letters", "--out", "x"],
        "scan": ["x.pdf", "--batch", "1"],
        "close": ["freeze"],
        "intake": ["--card", "1"],
    }
    arguments = [command, "budget", "--data", str(tmp_path / "nowhere"), *more.get(command, [])]
    assert main(arguments) == 2
    assert "nowhere" in capsys.readouterr().err
