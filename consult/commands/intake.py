"""`mitsprache intake`: record returned envelopes by their voting cards, typed, scanned or from a file."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from consult.commands._desk import add_place, answer, desk

SUMMARY = "record returned envelopes by their voting cards"
EXAMPLE = "mitsprache intake budget-2027 --data var/city --office 'Town hall' < cards.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)
    parser.add_argument(
        "--card",
        action="append",
        default=[],
        metavar="CARD",
        help="code on the card, or number/set; may be given several times; without any: one a line from input",
    )
    parser.add_argument("--office", default="", help="where the envelopes came in")
    parser.add_argument("--received", metavar="TIME", help="ISO date and time of arrival (default: now)")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when an envelope needs a person: unreadable, twice, or of a set that is not said."""
    from consult.admin.intake import Outcome, read_typed
    from consult.clock import SystemClock
    from consult.errors import BadInput
    from consult.paper import service
    from consult.register import service as register
    from consult.voting.urn import Urn

    clock = SystemClock()
    try:
        received = datetime.fromisoformat(args.received) if args.received else clock.now()
    except ValueError:
        raise BadInput("admin.error.instant", detail=f"--received {args.received!r}: write 2027-05-12T18:00") from None
    outcomes: list[dict[str, str]] = []
    with desk(args) as at, Urn.open(at.settings.urn_url, clock) as urn:
        received = received.replace(tzinfo=at.settings.zone) if received.tzinfo is None else received
        with at.database.reading() as session:
            standings = register.standings(session, at.at.id)
        for card in args.card or _lines():
            read = read_typed(card, standings)
            if isinstance(read, Outcome):
                outcomes.append({"card": card, "state": read.name})
                continue
            arrival = service.record_envelope(
                at.database,
                urn,
                at.at.id,
                voter_no=read[0],
                generation=read[1],
                received_at=received.astimezone(UTC),
                office=args.office or at.person,
            )
            at.record("envelope_recorded", state=arrival.state)
            outcomes.append({"card": card, "state": arrival.state})
    counts = Counter(outcome["state"] for outcome in outcomes)

    def lines() -> Iterator[str]:
        for outcome in outcomes:
            yield f"{outcome['card']}: {outcome['state']}"
        yield ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "no cards"

    answer(args, {"envelopes": outcomes, "counts": dict(counts)}, lines)
    return 1 if counts.keys() & {"unreadable", "which_set", "quarantine"} else 0


def _lines() -> Iterator[str]:
    return (line.strip() for line in sys.stdin if line.strip())
