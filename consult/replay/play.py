"""The steps of one vote as people and clerks take them, on a real installation."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from consult.consultations import service as consultations
from consult.paper import service as paper
from consult.paper.contest import LARGE, STANDARD
from consult.progress import Stages
from consult.register import service as register
from consult.register.keys import load_register_key
from consult.register.rules import ReissueReason
from consult.replay import posting
from consult.replay.holding import House, Vote
from consult.replay.letters import read_letters
from consult.replay.online import OnlineCast, send
from consult.replay.people import Person
from consult.replay.posting import FilledBallot, PrintedBallot
from consult.replay.rounds import Attempt, Mail, Rounds
from consult.voting.ballots import Content

OFFICE = "Rathaus"


class Surprise(RuntimeError):
    """Something did not go as it must; the message says what. A replay that meets one has failed."""


@dataclass(slots=True)
class Play:
    """`codes` by person, of the latest letter; `ballots` the paper by (person, set); `expected` what must be published:
    tracker -> content."""

    house: House
    vote: Vote
    people: Sequence[Person]
    stages: Stages
    rng: random.Random
    folder: Path
    codes: dict[int, str] = field(default_factory=dict, repr=False)
    ballots: dict[tuple[int, int], PrintedBallot] = field(default_factory=dict, repr=False)
    expected: dict[str, Content] = field(default_factory=dict, repr=False)

    def voter_no(self, person: Person) -> str:
        return self.vote.voter_nos[person.number]

    def print_letters(self, generation: int, wanted: Sequence[Person]) -> None:
        """Prints letters for these people and lets each take voter number and code from the print."""
        if not wanted:
            return
        numbers = {self.voter_no(person): person.number for person in wanted}
        folder = self.folder / "letters" / f"set-{generation}"
        with self.stages.stage("print", f"voting letters, set {generation}", len(wanted)) as done:
            run = paper.prepare_letters(
                self.house.database,
                self.house.settings,
                self.vote.id,
                folder,
                batch_key=secrets.token_bytes(32),
                voter_nos=numbers,
            )
            done(run.pieces)
        read: set[int] = set()
        with self.stages.stage("post", "letters reach people", len(wanted)) as done:
            for file in run.files:
                for voter_no, code in read_letters(folder / file.name):
                    self.codes[numbers[voter_no]] = code
                    read.add(numbers[voter_no])
                    done(1)
        if read != set(numbers.values()):
            raise Surprise(f"{len(wanted)} letters were ordered, {len(read)} different ones came")

    def print_ballots(self, sets: Sequence[tuple[Person, int]]) -> None:
        """One ballot for each (person, set), in the person's language and print size, taken from the printed stock."""
        need = Counter((person.language, person.large_print) for person, _ in sets)
        with self.house.database.reading() as session:
            contest = paper.contest_of(session, self.vote.id)
        folder = self.folder / "ballots"
        with self.stages.stage("print", "ballots", len(sets)) as done:
            run = paper.prepare_ballots(
                self.house.database,
                self.house.settings,
                self.vote.id,
                folder,
                copies_by_language={tag: count for (tag, large), count in need.items() if not large},
                large={tag: count for (tag, large), count in need.items() if large},
            )
            done(run.pieces)
        stock: dict[tuple[str, bool], list[PrintedBallot]] = {}
        for file in run.files:
            stem = file.name.removesuffix(".pdf").removeprefix("ballots-")
            large = stem.endswith("-large")
            style = LARGE if large else STANDARD
            pages = len(contest.sheets[style].pages)
            stock[stem.removesuffix("-large"), large] = posting.printed_ballots(folder / file.name, style, pages)
        for person, generation in sets:
            self.ballots[person.number, generation] = stock[person.language, person.large_print].pop()

    def mail(self, title: str, envelopes: Sequence[Mail], state: set[str]) -> None:
        """The office records return envelopes by their voting cards; each must be found in one of these states."""
        if not envelopes:
            return
        with self.stages.stage("envelopes", title, len(envelopes)) as done:
            for item in envelopes:
                arrival = paper.record_envelope(
                    self.house.database,
                    self.house.urn,
                    self.vote.id,
                    voter_no=self.voter_no(item.person),
                    generation=item.generation,
                    received_at=datetime.now(UTC),
                    office=OFFICE,
                )
                if arrival.state not in state:
                    raise Surprise(f"an envelope ({item.person.story.value}) was {arrival.state}")
                if item.counts:
                    self.expected[self.ballots[item.person.number, item.generation].serial] = item.content
                done(1)

    def online(self, title: str, port: int, attempts: Sequence[Attempt], status: int) -> None:
        """Casts over HTTP; each must be answered with `status`."""
        if not attempts:
            return
        casts = [
            OnlineCast(
                item.person.number,
                self.voter_no(item.person),
                self.codes[item.person.number],
                item.content,
                secrets.token_urlsafe(24),
            )
            for item in attempts
        ]
        with self.stages.stage("online", title, len(casts)) as done:
            answers = send(port, self.vote.slug, casts, lambda: done(1))
        for item, answer in zip(attempts, answers, strict=True):
            if answer.status != status:
                raise Surprise(
                    f"an online vote ({item.person.story.value}) was answered {answer.status}: {answer.detail}"
                )
            if item.counts and answer.tracker is not None:
                self.expected[answer.tracker] = item.content

    def hold(self, plan: Rounds, port: int) -> None:
        """All rounds, from the first envelope to what comes after the deadline."""
        self.mail("envelopes arrive", plan.first_mail, {"accepted"})
        self.online("online votes", port, plan.first_online, 201)
        key_path = self.house.settings.register_key_path
        marks = register.GenerationMarks.beside(key_path, load_register_key(key_path))
        with self.house.database.writing() as session:
            for person in plan.reissued:
                register.reissue(session, self.voter_no(person), ReissueReason.LOST, OFFICE, marks=marks)
        self.print_letters(2, plan.reissued)
        for person in plan.voiding:
            self.house.urn.void_paper(self.vote.id, self.voter_no(person), 1)
        self.mail("second envelopes arrive", plan.second_mail, {"accepted"})
        self.online("online votes, again", port, plan.second_online, 201)
        with self.house.database.writing() as session:
            consultations.set_voting_until(session, self.vote.id, datetime.now(UTC))
        self.online("online votes, too late", port, plan.late_online, 410)
        self.mail("envelopes, too late", plan.late_mail, {"late"})

    def filled(self, plan: Rounds) -> dict[tuple[str, int], FilledBallot]:
        """(voter number, set) -> what lies in the inner envelope."""
        return {
            (self.voter_no(item.person), item.generation): FilledBallot(
                self.ballots[item.person.number, item.generation], item.content
            )
            for item in plan.mail
        }
