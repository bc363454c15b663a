"""`mitsprache count`: winners of a Pabulib file."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from consult.counting import CountingError, Election, Options, Outcome, TieRefused, count, make_options
from consult.counting.amounts import parse_number, show
from consult.counting.options import COMPARISONS, COMPLETIONS, PRESETS, SATISFACTIONS, TIES, options_from_meta
from consult.counting.rules import RULES
from consult.counting.values import Number

SUMMARY = "count the votes of a Pabulib file"
EXAMPLE = "mitsprache count Poland_Swiecie_2023.pb --rule mes --completion add1 --explain"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument(
        "--rule", choices=("file", *RULES), default="file", help="file: the rule that META names (default)"
    )
    parser.add_argument(
        "--satisfaction", choices=SATISFACTIONS, help="default: cost, points or borda, as the ballots are"
    )
    parser.add_argument("--completion", choices=COMPLETIONS, help="what happens to money that Equal Shares leaves")
    parser.add_argument("--preset", choices=PRESETS, default="official")
    parser.add_argument("--tie", choices=TIES, help="how ties are decided")
    parser.add_argument("--exhaustive", action=argparse.BooleanOptionalAction, help="Add1 stops when nothing more fits")
    parser.add_argument("--integral", action=argparse.BooleanOptionalAction, help="Add1 goes up in whole units")
    parser.add_argument("--step", type=_number, help="money each voter gets more in a step of Add1 (default 1)")
    parser.add_argument("--comparison", choices=COMPARISONS, help="greedy wins if more voters prefer it")
    parser.add_argument(
        "--eligibility",
        action=argparse.BooleanOptionalAction,
        help="votes / voters >= cost / (3 x budget) to take part",
    )
    parser.add_argument("--min-votes", type=_number, help="votes (points) that a project needs")
    parser.add_argument("--zero-votes", action=argparse.BooleanOptionalAction, help="fund projects that nobody named")
    parser.add_argument("--skip", action=argparse.BooleanOptionalAction, help="greedy passes over what no longer fits")
    parser.add_argument(
        "--exclusive", action="append", metavar="ID,ID", help="at most one of these projects is funded; may be repeated"
    )
    parser.add_argument(
        "--share",
        action="append",
        metavar="COLUMN:LABEL=MONEY",
        help="fixed budget of a district, category, ...; may be repeated",
    )
    parser.add_argument("--seed", help="of the lot (default 0)")
    parser.add_argument("--strict", action="store_true", help="refuse a file that is not clean")
    parser.add_argument("--explain", action="store_true", help="say for each project why it won or lost")
    parser.add_argument("--certificate", type=Path, metavar="OUT", help="write a certificate that others can check")
    parser.add_argument("--json", action="store_true")


def _number(text: str) -> Number:
    try:
        return parse_number(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(args: argparse.Namespace) -> int:
    try:
        return _run(args)
    except TieRefused as refused:
        print(f"{args.file}: {refused}", file=sys.stderr)
        return 1
    except CountingError as error:
        text = str(error)
        print(text if text.startswith(str(args.file)) else f"{args.file}: {text}", file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    from consult.counting import read_pb

    started = time.perf_counter()
    election = read_pb(args.file, strict=args.strict)
    for note in election.notes:
        print(f"{args.file}:{note.line}: {note.field}: {note.message}", file=sys.stderr)
    options = _options(args, election)
    outcome = count(election.instance, election.ballots, options)
    seconds = time.perf_counter() - started
    explanation = None
    if args.explain:
        from consult.counting.explain import explain

        with _progress() as progress:
            explanation = explain(election.instance, election.ballots, options, outcome, progress)
    if args.certificate is not None:
        from consult.counting.certificate import certificate

        text = json.dumps(certificate(election.instance, election.ballots, outcome), ensure_ascii=False, indent=1)
        args.certificate.write_text(text + "\n", encoding="utf-8")
    if args.json:
        document = _document(election, outcome, seconds)
        if explanation is not None:
            document["explanation"] = {**explanation.as_json(), "groups": _groups(election, outcome)}
        print(json.dumps(document, ensure_ascii=False))
    else:
        from consult.counting.show import show_outcome

        show_outcome(election, outcome, explanation, seconds)
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error: explaining counts again many times."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("counting again")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _groups(election: Election, outcome: Outcome) -> list[dict[str, Any]]:
    from consult.counting.groups import groups

    return [
        {
            "column": group.column,
            "label": group.label,
            "voters": group.voters,
            "spent": round(float(group.spent), 2),
            "voters_with_nothing": group.without,
        }
        for group in groups(election, outcome)
    ]


def _options(args: argparse.Namespace, election: Election) -> Options:
    given: dict[str, Any] = {
        name: getattr(args, name)
        for name in (
            "satisfaction",
            "completion",
            "tie",
            "exhaustive",
            "integral",
            "step",
            "comparison",
            "eligibility",
            "min_votes",
            "zero_votes",
            "skip",
            "seed",
        )
    }
    if args.exclusive:
        given["exclusive"] = tuple(tuple(part.strip() for part in group.split(",")) for group in args.exclusive)
        known = set(election.instance.ids)
        for project_id in (project_id for group in given["exclusive"] for project_id in group):
            if project_id not in known:
                raise CountingError(f"--exclusive: there is no project {project_id!r}")
    if args.share:
        given["shares"] = _shares(args.share)
    if args.rule == "file":
        return options_from_meta(election.instance, args.preset, **given)
    return make_options(election.instance.vote_type, args.preset, rule=args.rule, **given)


def _shares(texts: list[str]) -> tuple[tuple[str, tuple[tuple[str, Number], ...]], ...]:
    found: dict[str, list[tuple[str, Number]]] = {}
    for text in texts:
        place, _, money = text.rpartition("=")
        column, colon, label = place.partition(":")
        try:
            amount = parse_number(money)
        except ValueError:
            raise CountingError(f"--share {text!r}: {money!r} is not a number") from None
        if not colon or not column or not label:
            raise CountingError(f"--share {text!r}: write it as COLUMN:LABEL=MONEY, for example district:Nord=50000")
        found.setdefault(column, []).append((label, amount))
    return tuple((column, tuple(labels)) for column, labels in found.items())


def json_number(value: Number) -> int | float | str:
    """A JSON number where that is exact, else text."""
    if isinstance(value, int):
        return value
    text = show(value)
    return float(value) if "/" not in text and Fraction(repr(float(value))) == value else text


def _document(election: Election, outcome: Outcome, seconds: float) -> dict[str, Any]:
    options = outcome.options
    return {
        "winners": list(outcome.winners),
        "cost": json_number(outcome.cost),
        "ties": [
            {
                "round": tie.round,
                "tied": list(tie.tied),
                "chosen": tie.chosen,
                "decided_by": tie.decided_by,
                "decisive": tie.decisive,
            }
            for tie in outcome.ties
        ],
        "seconds": round(seconds, 4),
        "rule": outcome.rule,
        "satisfaction": options.satisfaction,
        "completion": options.completion,
        "preset": options.preset,
        "tie": options.tie,
        "exhaustive": options.exhaustive,
        "budget": json_number(election.instance.budget),
        "voters": election.ballots.voters,
        "endowment": None if outcome.endowment is None else show(outcome.endowment),
        "steps": outcome.steps,
        "comparison": None
        if outcome.comparison is None
        else {"for": outcome.comparison[0], "against": outcome.comparison[1], "preferred": outcome.preferred},
        "lot": {"seed": options.seed, "order": list(outcome.lot)} if outcome.lot else None,
        "recorded": None if election.recorded is None else sorted(election.recorded),
        "notes": [{"line": note.line, "field": note.field, "message": note.message} for note in election.notes],
    }
