"""The close: figures that must add up, a paper count that does not, minutes, and two lists that can't be joined."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consult.errors import BadInput, Conflict
from consult.register.rules import Standing
from consult.voting.ballots import Content
from consult.voting.bundle import PaperCount, publish
from consult.voting.closing import Cvr, Frozen, Opened, freeze, frozen_from_json, frozen_to_json, open_online
from consult.voting.minutes import minutes_of
from consult.voting.receipts import ballots, look_up
from consult.voting.trackers import draw_tracker
from consult.voting.verify import verify
from i18n import texts
from print_channel.edition import Edition
from print_channel.records import Done, TieLine, grouped, print_minutes
from tests.voting_kit.town import DEADLINE, Town, approve, open_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}")
    town.urn.open_board("budget", {"tally_key": town.key.public.hex()})
    yield town
    town.urn.close()


def frozen_with_envelopes(town: Town, count: int) -> tuple[Frozen, Opened]:
    for voter in range(count):
        town.post(f"{voter}", approve(1))
    town.cast("online", approve(2))
    town.clock.instant = DEADLINE
    frozen = freeze(town.urn, "budget", town.standings, DEADLINE)
    return frozen, open_online(frozen, town.key.secret, [town.style])


def cvrs(count: int) -> list[Cvr]:
    return [Cvr(draw_tracker(), approve(1)) for _ in range(count)]


def test_rejected_paper_is_counted_and_published(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 5)
    paper = PaperCount(cvrs(3), {"empty envelope": 1, "two ballots": 1}, late_after_freeze=2)
    bundle = publish(tmp_path / "public", town.election(), frozen, opened, paper)
    post = bundle.figures["channels"]["post"]
    assert (post["received"], post["counted"], post["rejected"], post["late"]) == (7, 3, 2, 2)
    assert verify(bundle.path).findings == []


@pytest.mark.parametrize(
    "paper",
    [
        PaperCount(cvrs(4)),
        PaperCount(cvrs(6)),
        PaperCount(cvrs(4), {"empty": 2}),
        PaperCount(cvrs(4), unexplained=1),
        PaperCount(cvrs(5), unexplained=1, explanation="no"),
    ],
)
def test_figures_that_do_not_add_up_are_refused(paper: PaperCount, town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 5)
    with pytest.raises(Conflict) as refusal:
        publish(tmp_path / "public", town.election(), frozen, opened, paper)
    assert "5 envelopes" in str(refusal.value)
    assert not (tmp_path / "public").exists()


def test_a_missing_ballot_with_an_explanation_is_published_as_such(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 5)
    paper = PaperCount(cvrs(4), unexplained=1, explanation="One envelope was lost between two rooms.")
    bundle = publish(tmp_path / "public", town.election(), frozen, opened, paper)
    assert bundle.figures["channels"]["post"]["unexplained"] == 1
    assert verify(bundle.path).findings == []


def test_a_bundle_is_never_overwritten_and_never_invalid(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 1)
    election = town.election()
    with pytest.raises(BadInput):
        publish(tmp_path / "public", election, frozen, opened, PaperCount([Cvr(draw_tracker(), Content((("X", 1),)))]))
    with pytest.raises(BadInput):
        publish(tmp_path / "public", election, frozen, opened, PaperCount(cvrs(2), {"x": -1}))
    publish(tmp_path / "public", election, frozen, opened, PaperCount(cvrs(1)))
    with pytest.raises(Conflict):
        publish(tmp_path / "public", election, frozen, opened, PaperCount(cvrs(1)))


def test_a_lost_box_is_noticed(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 0)
    with pytest.raises(Conflict, match="1 boxes were frozen, 0 opened"):
        publish(tmp_path / "public", town.election(), frozen, replace(opened, cvrs=()), PaperCount())


def test_two_ballots_with_one_tracker_are_both_published(town: Town, tmp_path: Path) -> None:
    """It happens by chance once in a thousand votes of a million people; nobody's ballot may vanish for it."""
    frozen, opened = frozen_with_envelopes(town, 1)
    twin = Cvr(opened.cvrs[0].tracker, approve(5))
    bundle = publish(tmp_path / "public", town.election(), frozen, opened, PaperCount([twin]))
    assert json.loads((bundle.path / "figures.json").read_text())["repeated_trackers"] == [twin.tracker]
    assert len(list(ballots(bundle.path))) == 2
    assert verify(bundle.path).findings == []


def test_inclusion_only_publishes_two_lists_that_cannot_be_joined(town: Town, tmp_path: Path) -> None:
    receipts = [town.cast(f"{voter}", approve(1 + voter % 5)) for voter in range(20)]
    bundle = town.close(tmp_path / "public", replace(town.election(), check="inclusion"))
    assert "tracker" not in (bundle.path / "cvrs.jsonl").read_text()
    lines = (bundle.path / "cvrs.jsonl").read_text().splitlines()
    assert lines == sorted(lines)
    for receipt in receipts:
        found = look_up(bundle.path, receipt.tracker)
        assert found is not None
        assert found.content is None
    assert verify(bundle.path).findings == []
    (bundle.path / "trackers.txt").write_text("".join(sorted(f"{r.tracker}\n" for r in receipts[1:])))
    assert verify(bundle.path).findings


def test_online_paper_and_mixed_give_the_same_ballots_to_the_byte(tmp_path: Path) -> None:
    contents = [approve(1 + n % 6, 6) if n % 6 != 5 else Content((), True) for n in range(12)]
    published = []
    for share in (0, 6, 12):
        town = open_town(f"sqlite:///{tmp_path / f'urn{share}.db'}")
        trackers = {}
        for voter, content in enumerate(contents):
            if voter < share:
                envelope = town.post(f"{voter}", content)
                trackers[town.ballots_in_envelopes[envelope].tracker] = f"T{voter}"
            else:
                trackers[town.cast(f"{voter}", content).tracker] = f"T{voter}"
        bundle = town.close(tmp_path / f"public{share}")
        town.urn.close()
        lines = []
        for line in (bundle.path / "cvrs.jsonl").read_text().splitlines():
            tracker = json.loads(line)["tracker"]
            lines.append(line.replace(tracker, trackers[tracker]))
        published.append((sorted(lines), (bundle.path / "result.json").read_bytes()))
    assert published[0] == published[1] == published[2]


def test_what_is_carried_to_the_other_machine_is_checked(town: Town) -> None:
    frozen, _ = frozen_with_envelopes(town, 2)
    assert frozen_from_json(frozen_to_json(frozen)) == frozen
    for text in (
        "",
        "{}",
        "[]",
        '{"format":"mitsprache frozen urn 1"}',
        frozen_to_json(frozen).replace('"boxes":["', '"boxes":["!'),
    ):
        with pytest.raises(BadInput):
            frozen_from_json(text)


def test_minutes_hold_every_figure(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 3)
    bundle = publish(tmp_path / "public", town.election(), frozen, opened, PaperCount(cvrs(2), {"empty": 1}))
    steps = [Done("frozen", DEADLINE, "ada"), Done("counted", DEADLINE + timedelta(hours=1), "bo")]
    minutes = minutes_of(bundle.path, city="Musterstadt", entitled=10, steps=steps)
    assert (minutes.ballots, minutes.entitled, minutes.reasons) == (3, 10, {"empty": 1})
    assert sum(counts["received"] for counts in minutes.channels.values()) == 4
    assert minutes.openings["paper"] == {"opened": 3, "ballots": 2, "rejected": 1, "unexplained": 0}
    assert (minutes.root, minutes.urn_digest) == (bundle.root, frozen.digest)
    assert minutes.cost_cents == sum(winner.cost_cents for winner in minutes.winners) <= minutes.budget_cents
    assert minutes.last_day_root == json.loads((bundle.path / "roots.json").read_text())[-1]["root"]


def test_minutes_are_printed_with_everything_that_is_signed(town: Town, tmp_path: Path) -> None:
    frozen, opened = frozen_with_envelopes(town, 4)
    bundle = publish(tmp_path / "public", town.election(), frozen, opened, PaperCount(cvrs(3), {"empty": 1}))
    minutes = minutes_of(bundle.path, city="Musterstadt", entitled=77, steps=[Done("frozen", DEADLINE, "ada")])
    tie = TieLine(1, (1, 2), 1, "lot")
    for tag in ("de", "en"):
        text = _text_of(print_minutes(Edition(tag), replace(minutes, ties=[tie], explanation="x found")))
        assert grouped(bundle.root).replace(" ", "") in text.replace(" ", "").replace("\n", "")
        for said in ("77", "ada", "x found", "empty: 1", texts(tag).text("record.tie.lot")):
            assert said in text


def _text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text.replace("\r\n", "\n")


def test_a_removed_person_is_rejected_in_public(town: Town, tmp_path: Path) -> None:
    town.cast("1", approve(1))
    town.cast("2", approve(1))
    town.standings["2"] = Standing(1, entitled=False)
    bundle = town.close(tmp_path / "public")
    assert bundle.figures["channels"]["online"]["rejected"] == 1
    assert len(bundle.cvrs) == 1
