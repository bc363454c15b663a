"""`mitsprache export-pb`: a published vote as a Pabulib file."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SUMMARY = "write a published vote as a Pabulib file"
EXAMPLE = "mitsprache export-pb public/budget-2026 --unit Auenstedt --language de --out budget-2026.pb"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE_DIR", help="the published folder")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write to this new file; else to standard output")
    parser.add_argument("--country", default="Germany", help="for META; in English (default Germany)")
    parser.add_argument("--unit", default="", help="for META: the town (default: the vote's title)")
    parser.add_argument("--currency", default="EUR", help="for META: ISO 4217 (default EUR)")
    parser.add_argument("--language", default="", help="for META: ISO 639-1")
    parser.add_argument(
        "--timezone",
        type=_zone,
        default=ZoneInfo("Europe/Berlin"),
        metavar="ZONE",
        help="the city's clock, for the first and the last day of the vote (default Europe/Berlin)",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON document on standard output; without --out it holds the file"
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise argparse.ArgumentTypeError(f"{name!r} is not a time zone (for example Europe/Berlin)") from None


def run(args: argparse.Namespace) -> int:
    from consult.errors import BadInput
    from consult.voting.pabulib_export import Place, export

    if args.out is not None and args.out.exists():
        raise BadInput("error.folder", detail=f"{args.out}: already there; name a new file")
    place = Place(args.country, args.unit, args.currency, args.language)
    found = export(args.bundle, place, args.timezone)
    if args.out is not None:
        args.out.write_text(found.text, encoding="utf-8", newline="\n")
    if found.blank:
        _say(f'{found.blank} blank ballots (also "none of these") left out: the format has none')
    if not found.same_winners:
        _say("without the blank ballots the same rule gives other winners: blank ballots are voters, too")
    if found.rule == "unknown":
        _say("META names the rule 'unknown': no rule of the format gives these winners from this file")
    if found.refused:
        _say(f"pabulib-checker will refuse the file: {found.refused}")
    if args.json:
        document = asdict(found)
        document["file"] = None if args.out is None else str(args.out)
        if args.out is not None:
            del document["text"]
        print(json.dumps(document, ensure_ascii=False))
    elif args.out is None:
        sys.stdout.write(found.text)
    return 0


def _say(message: str) -> None:
    print(f"mitsprache export-pb: {message}", file=sys.stderr)
