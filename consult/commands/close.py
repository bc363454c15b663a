"""`mitsprache close`: freeze, envelopes, books, count, minutes, publish; each step by itself, in this order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from consult.commands._desk import CommandDesk, add_place, answer, desk, passphrase

SUMMARY = "close a vote step by step: freeze, envelopes, books, count, minutes, publish"
EXAMPLE = "mitsprache close budget-2027 count --data var/city --key /media/stick/tally.key"
STEPS = ("freeze", "envelopes", "books", "count", "minutes", "publish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_place(parser)
    parser.add_argument("step", choices=STEPS, help="what to do now")
    parser.add_argument("--key", type=Path, metavar="FILE", help="tally key file (count)")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="first line is the passphrase (count)")
    parser.add_argument("--out", type=Path, metavar="PDF", help="new file (minutes; default: minutes.pdf in --data)")
    parser.add_argument("--lang", default="de", choices=("de", "en"), help="language of the minutes (default de)")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when the books do not balance."""
    with desk(args) as at:
        document = _DO[args.step](at, args)

    def lines() -> Iterator[str]:
        for name, value in document.items():
            yield f"{name}: {value}"

    answer(args, document, lines)
    return 0 if document.get("balanced", True) else 1


def _freeze(at: CommandDesk, _: argparse.Namespace) -> dict[str, Any]:
    from consult.admin.closing import frozen_urn
    from consult.clock import SystemClock
    from consult.consultations import service as consultations
    from consult.consultations.rules import State
    from consult.voting.urn import Urn

    with Urn.open(at.settings.urn_url, SystemClock()) as urn, at.database.writing() as session:
        frozen = frozen_urn(session, urn, at.at)
        if at.at.state is State.OPEN:
            consultations.advance(session, at.at.id, State.CLOSED)
    at.record("frozen", root=frozen.digest)
    return {"digest": frozen.digest, "figures": frozen.figures, "to_open": len(frozen.open_envelopes)}


def _envelopes(at: CommandDesk, _: argparse.Namespace) -> dict[str, Any]:
    from consult.paper import service

    frozen, urn, standings = _after_freeze(at)
    with urn:
        opening = service.open_paper(urn, standings, frozen)
    at.record("exported", list="envelopes")
    closed = [{"voter_no": one.voter_no, "reason": one.reason} for one in opening.closed]
    return {"open": list(opening.open), "closed": closed}


def _after_freeze(at: CommandDesk) -> tuple[Any, Any, Any]:
    """(frozen urn, open urn, standings). Raises `Conflict` while the vote is open: this step never freezes."""
    from consult.admin.closing import frozen_urn
    from consult.clock import SystemClock
    from consult.consultations.rules import State
    from consult.errors import Conflict
    from consult.register import service as register
    from consult.voting.urn import Urn

    if at.at.state in {State.DRAFT, State.OPEN}:
        raise Conflict("admin.error.not_closed", detail="the vote is still open: mitsprache close ... freeze")
    urn = Urn.open(at.settings.urn_url, SystemClock())
    with at.database.reading() as session:
        return frozen_urn(session, urn, at.at), urn, register.standings(session, at.at.id)


def _books(at: CommandDesk, _: argparse.Namespace) -> dict[str, Any]:
    from consult.paper import service

    frozen, urn, _standings = _after_freeze(at)
    urn.close()
    books = service.reconcile(at.database, at.at.id, frozen)
    equations = [
        {"name": one.name, "left": one.left, "right": dict(one.right), "difference": one.difference}
        for one in books.equations
    ]
    return {"balanced": books.balanced, "equations": equations}


def _count(at: CommandDesk, args: argparse.Namespace) -> dict[str, Any]:
    from consult.admin.closing import count_vote
    from consult.clock import SystemClock
    from consult.errors import BadInput
    from consult.voting.urn import Urn

    if args.key is None:
        raise BadInput("admin.error.required", detail="--key FILE: the tally key opens the online votes")
    data, words = args.key.read_bytes(), passphrase(args)
    with Urn.open(at.settings.urn_url, SystemClock()) as urn:
        bundle = count_vote(at.database, at.settings, urn, at.at, key_file=data, passphrase=words)
    at.record("opened_online")
    at.record("counted")
    minutes = _minutes(at, args)
    return {"winners": list(bundle.outcome.winners), "root": bundle.root, "bundle": str(bundle.path), **minutes}


def _minutes(at: CommandDesk, args: argparse.Namespace) -> dict[str, Any]:
    """Also the last thing that `count` does: the figures are signed before anything is published."""
    from consult.admin.closing import minutes_pdf

    place = args.out or at.settings.data_dir / "minutes.pdf"
    place.write_bytes(minutes_pdf(at.database, at.settings, at.at, args.lang))
    return {"minutes": str(place)}


def _publish(at: CommandDesk, _: argparse.Namespace) -> dict[str, Any]:
    from consult.consultations import service as consultations
    from consult.consultations.rules import State

    with at.database.writing() as session:
        consultations.advance(session, at.at.id, State.PUBLISHED)
    at.record("published")
    return {"state": State.PUBLISHED.value}


_DO = {
    "freeze": _freeze,
    "envelopes": _envelopes,
    "books": _books,
    "count": _count,
    "minutes": _minutes,
    "publish": _publish,
}
