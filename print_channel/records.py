"""Records for people who sign: minutes of the close, sheets for re-reading ballots by hand. Words: domain `record`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from i18n import Moment, Money
from print_channel.edition import Edition

SIGNATURES = 4
BALLOTS_A_SHEET = 14


@dataclass(frozen=True, slots=True)
class Done:
    """One line of what was done: a name of `record.step.…`, when, and by which account."""

    step: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Winner:
    number: int
    title: str
    cost_cents: int
    votes: int


@dataclass(frozen=True, slots=True)
class TieLine:
    """`tied`, `chosen`: numbers on the ballot; `decided_by` names one of `record.tie.…`."""

    round: int
    tied: tuple[int, ...]
    chosen: int
    decided_by: str


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """Everything that is signed. `channels`: channel -> figure -> count, all channels with the same figures.

    `openings`: "electronic" | "paper" -> figure -> count; `reasons`: why an opened vote gave no ballot -> count.
    """

    city: str
    title: str
    entitled: int
    steps: Sequence[Done]
    channels: Mapping[str, Mapping[str, int]]
    openings: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, int]
    explanation: str
    ballots: int
    blank: int
    none: int
    winners: Sequence[Winner]
    cost_cents: int
    budget_cents: int
    ties: Sequence[TieLine]
    board_entries: int
    last_day_root: str
    urn_digest: str
    root: str
    currency: str = "EUR"


def print_minutes(edition: Edition, record: MinutesRecord) -> bytes:
    """Minutes of a close with all figures, tagged, and room for signatures."""
    return edition.pdf(
        "minutes.html",
        edition.texts.text("record.minutes.title"),
        "document",
        "record",
        record=record,
        figures=list(next(iter(record.channels.values()))),
        money=lambda cents: Money(cents, record.currency),
        moment=lambda at: Moment(at, edition.zone),
        grouped=grouped,
        signatures=SIGNATURES,
    )


@dataclass(frozen=True, slots=True)
class DrawnBallot:
    """`shown`: what was published for it, in words of the ballot; printed on the comparison list only."""

    serial: str
    shown: str


def print_audit(
    edition: Edition,
    city: str,
    title: str,
    drawn: Sequence[DrawnBallot],
    *,
    seed: str,
    population: int,
    comparison: bool,
) -> bytes:
    """Sheets for reading ballots again: serials with room to write, without what was published, so that nobody reads
    what they expect. `comparison` prints the other half: what was published, for the comparison afterwards."""
    kind = "comparison" if comparison else "reading"
    numbered = list(enumerate(drawn, 1))
    size = BALLOTS_A_SHEET + 10 if comparison else BALLOTS_A_SHEET
    return edition.pdf(
        "audit.html",
        edition.texts.text(f"record.audit.{kind}"),
        "document",
        "record",
        city=city,
        consultation=title,
        kind=kind,
        sheets=[numbered[start : start + size] for start in range(0, len(numbered), size)],
        seed=grouped(seed, 5),
        population=population,
        n=len(drawn),
    )


def grouped(digits: str, size: int = 8) -> str:
    """A digest in groups that can be read out and compared by eye."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))
