"""The replay: a real election is held again on two channels, and the count must come out the same.

Nothing is a stand-in: letters and ballots are printed and read from the files, online votes travel over HTTP to a
server in its own process, envelopes are recorded, ballots marked, scanned, read and adjudicated, the urn is frozen,
opened with its key, counted, published and verified. What people do besides (`people.Story`) must change nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from consult.admin.closing import bundle_folder, election_of
from consult.consultations import service as consultations
from consult.consultations.rules import State
from consult.counting import Election as Pabulib
from consult.errors import BadInput
from consult.paper import service as paper
from consult.progress import Stages
from consult.register import service as register
from consult.replay import posting
from consult.replay.deciding import PEOPLE, Table
from consult.replay.election import Held, hold
from consult.replay.holding import build_house, open_vote, plan_of
from consult.replay.online import server
from consult.replay.people import Person, Story, people
from consult.replay.play import Play
from consult.replay.posting import FilledBallot
from consult.replay.rounds import Rounds, rounds
from consult.voting.ballots import BallotStyle
from consult.voting.bundle import Bundle, PaperCount, publish
from consult.voting.closing import Frozen, freeze, open_online
from consult.voting.told import told_files
from consult.voting.verify import verify


@dataclass(frozen=True, slots=True)
class Result:
    """What `mitsprache replay --json` prints. `sheets_read` counts ballots on paper, `seconds` by stage;
    `matches_recorded` is None where the file names no rule or no winners."""

    ballots: int
    online: int
    paper: int
    sheets_read: int
    doubtful: int
    rejected: int
    winners: tuple[str, ...]
    cost: str
    matches_all_online: bool
    matches_recorded: bool | None
    cvrs_equal: bool
    verify_ok: bool
    extra_events: Mapping[str, int]
    relaxed: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def good(self) -> bool:
        return self.matches_all_online and self.cvrs_equal and self.verify_ok and self.matches_recorded is not False


@dataclass(frozen=True, slots=True)
class PaperWork:
    """What came of the opened envelopes."""

    count: PaperCount
    ballots: int
    doubtful: int


def replay(
    election: Pabulib, folder: Path, *, paper_share: float, seed: int, stages: Stages, damage: str = "medium"
) -> tuple[Result, Bundle]:
    """Holds the election in `folder` (made anew). Raises `Surprise` when a step does not go as it must."""
    if not 0 <= paper_share <= 1:
        raise BadInput("error.pabulib", detail=f"paper share {paper_share}: it must lie between 0 and 1")
    held = hold(election)
    rng = random.Random(seed)  # noqa: S311  # who does what; keys and codes come from the system
    crowd = people(held.contents, paper_share, rng)
    with stages.stage("setup", "register and consultation"):
        house = build_house(folder)
        vote = open_vote(house, plan_of(held, "replay"), crowd, rng)
        online_crowd = [replace(person, story=Story.ONLINE) for person in crowd if person.content is not None]
        other = open_vote(house, plan_of(held, "all-online"), online_crowd, rng)
    try:
        play = Play(house, vote, crowd, stages, rng, folder)
        plan = rounds(rng.sample(crowd, len(crowd)))
        play.print_letters(1, crowd)
        play.print_ballots(sets(plan))
        second = Play(house, other, online_crowd, stages, rng, folder / "all-online")
        second.print_letters(1, online_crowd)
        with server(folder, folder / "server.log") as port:
            play.hold(plan, port)
            second.hold(rounds(online_crowd), port)
        bundle, work = close(play, plan, [held.style], damage)
        all_online, _ = close(second, rounds(()), [held.style], damage)
        with stages.stage("verify", "verify the bundle"):
            verified = verify(bundle.path)
        same = _same(bundle, all_online)
        return _result(held, play, bundle, work, all_online=same, verified=not verified.findings), bundle
    finally:
        house.close()


def sets(plan: Rounds) -> list[tuple[Person, int]]:
    """Whoever posts an envelope needs a ballot in it."""
    return [(item.person, item.generation) for item in plan.mail]


def close(
    play: Play, plan: Rounds, styles: Sequence[BallotStyle], damage: str, *, told: bool = False
) -> tuple[Bundle, PaperWork]:
    """Freeze, open both urns, count, publish; with `told` also explain each project, which counts many times."""
    house, vote = play.house, play.vote
    with play.stages.stage("close", "freeze and open the urn"):
        with house.database.writing() as session:
            consultations.advance(session, vote.id, State.CLOSED)
            standings = register.standings(session, vote.id)
            deadline = consultations.voting_until(session, vote.id)
        frozen = freeze(house.urn, vote.id, standings, deadline)
        opened = open_online(frozen, vote.key.secret, styles)
    work = _paper(play, plan, frozen, damage)
    with house.database.reading() as session:
        election = election_of(session, consultations.get(session, vote.id))
    more: dict[str, bytes] = {}
    if told:
        with play.stages.stage("explain", "why each project won or lost"):
            more = told_files(election, (*opened.cvrs, *work.count.cvrs))
    with play.stages.stage("count", "count and publish"):
        bundle = publish(bundle_folder(house.settings, vote.slug), election, frozen, opened, work.count, more=more)
        with house.database.writing() as session:
            consultations.advance(session, vote.id, State.COUNTED)
            consultations.advance(session, vote.id, State.PUBLISHED)
    return bundle, work


def _paper(play: Play, plan: Rounds, frozen: Frozen, damage: str) -> PaperWork:
    """Open the right envelopes, mix, scan, decide, reconcile."""
    house, vote = play.house, play.vote
    with house.database.reading() as session:
        standings = register.standings(session, vote.id)
        contest = paper.contest_of(session, vote.id)
    opening = paper.open_paper(house.urn, standings, frozen)
    if not opening.open:
        return PaperWork(PaperCount(), 0, 0)
    inside = play.filled(plan)
    strange = {play.voter_no(item.person) for item in plan.mail if item.person.story is Story.FOREIGN_SHEET}
    pile: list[FilledBallot] = []
    foreign = 0
    person_of = {voter_no: number for number, voter_no in enumerate(vote.voter_nos)}
    for voter_no in sorted(opening.open, key=person_of.__getitem__):
        if voter_no in strange:
            foreign += 1
        else:
            pile.append(inside[voter_no, standings[voter_no].generation])
    play.rng.shuffle(pile)  # the inner envelopes are mixed: here by seed, so that a replay repeats
    folder = play.folder / "scans-in"
    with play.stages.stage("scan", "ballots are marked and scanned", len(pile)) as done:
        sides = posting.scan(pile, contest.sheets, folder, damage=damage, foreign=foreign, rng=play.rng, done=done)
    files = sorted(folder.glob("*.pdf"))
    with play.stages.stage("read", "scans are read", len(sides)) as done:
        seen = 0
        for file in files:
            batch = paper.scan_batch(house.database, house.settings, vote.id, [file], file.stem)
            done(batch.sides)
            seen += batch.sides
    with play.stages.stage("adjudicate", "people decide what is doubtful") as done:
        doubtful = Table(house.database, vote.id, contest.sheets, sides).decide_all()
        done(doubtful)
    by_hand = {"handed_out": len(play.ballots), "empty_envelopes": foreign}  # no ballot of ours lies in those
    for name, number in by_hand.items():
        paper.count_by_hand(house.database, vote.id, name, number, person=PEOPLE[0])
    return PaperWork(paper.paper_count(house.database, vote.id, frozen), len(pile) + foreign, doubtful)


def _result(held: Held, play: Play, bundle: Bundle, work: PaperWork, *, all_online: bool, verified: bool) -> Result:
    outcome = bundle.outcome
    stories = Counter(person.story for person in play.people)
    published = {cvr.tracker: cvr.content for cvr in bundle.cvrs}
    return Result(
        ballots=len(held.contents),
        online=sum(person.content is not None and not person.on_paper for person in play.people),
        paper=sum(person.on_paper for person in play.people),
        sheets_read=work.ballots,
        doubtful=work.doubtful,
        rejected=sum(work.count.rejected.values()),
        winners=outcome.winners,
        cost=str(outcome.cost),
        matches_all_online=all_online,
        matches_recorded=None if held.recorded is None else set(held.recorded) == set(outcome.winners),
        cvrs_equal=published == play.expected,
        verify_ok=verified,
        extra_events={
            story.value: count for story, count in stories.items() if story not in {Story.ONLINE, Story.POST}
        },
        relaxed=held.relaxed,
        seconds=play.stages.seconds,
    )


def _same(one: Bundle, other: Bundle) -> bool:
    """Two published counts hold the same contents, whatever their trackers, and came to the same winners and cost."""
    contents = [Counter(cvr.content for cvr in bundle.cvrs) for bundle in (one, other)]
    outcomes = [(bundle.outcome.winners, bundle.outcome.cost) for bundle in (one, other)]
    return contents[0] == contents[1] and outcomes[0] == outcomes[1]
