"""`mitsprache audit`: draws paper ballots to be read again by hand, prints sheets for it, and judges what was found."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.voting.audit import AuditResult, Draw
    from consult.voting.closing import Cvr
    from consult.voting.margin import Margin

SUMMARY = "draw paper ballots to read again by hand from public dice, print the sheets, judge the finding"
EXAMPLE = 'mitsprache audit bundle/ --paper serials.txt --seed "3 5 1 6 2 2 4 1 3 6 5 5 2 1 4 3 6 2 1 4" --sheets 200'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="BUNDLE|SLUG", help="folder of the published files, or a slug with --data")
    parser.add_argument("--seed", required=True, metavar="DICE", help="at least 20 public throws of a die, as thrown")
    parser.add_argument(
        "--sheets", type=int, metavar="N", help="ballots to draw (default: as many as prove the outcome when all agree)"
    )
    parser.add_argument(
        "--paper",
        type=Path,
        metavar="FILE",
        help="serials of the paper ballots, one a line: a bundle doesn't say which",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data directory of the installation (with a slug)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the two PDF files (default: none printed)")
    parser.add_argument("--wrong", type=int, metavar="W", help="after the reading: ballots that were published wrongly")
    parser.add_argument("--lang", default="de", choices=("de", "en"), help="language of the sheets (default de)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when `--wrong` was given and the outcome is not proven."""
    from consult.errors import BadInput
    from consult.voting.audit import READ_ALL_UP_TO, draw, judge, read_dice, sample_size

    seed = read_dice(args.seed)
    pile = _pile(args)
    population = len(pile.serials)
    margin = _margin(pile.bundle)
    enough = sample_size(population, margin.least)
    wanted = enough if args.sheets is None else args.sheets
    if wanted < 0:
        raise BadInput("error.settings", detail=f"--sheets {wanted}: 0 or more ballots")
    drawn = draw(pile.serials, seed, population if population <= READ_ALL_UP_TO else wanted)
    if args.wrong is not None and not 0 <= args.wrong <= len(drawn.serials):
        raise BadInput("error.settings", detail=f"--wrong {args.wrong}: {len(drawn.serials)} ballots were drawn")
    judged = judge(drawn, args.wrong or 0, margin.least)
    files = [] if args.out is None else _print(pile, drawn, args.out, args.lang)
    document = _document(drawn, margin, judged, enough, args.wrong) | {"files": [str(path) for path in files]}
    if args.json:
        print(json.dumps(document, ensure_ascii=False, sort_keys=True))
    else:
        for line in _lines(document):
            print(line)
    return 1 if args.wrong is not None and not judged.proven else 0


@dataclass(frozen=True, slots=True)
class _Pile:
    """The ballots on paper of one vote, and what was published for each."""

    bundle: Path
    city: str
    serials: Sequence[str]
    published: Mapping[str, Cvr]


def _pile(args: argparse.Namespace) -> _Pile:
    from consult.errors import BadInput
    from consult.voting.receipts import ballots

    place = Path(args.bundle)
    if (place / "manifest.json").is_file():
        bundle, city, serials = place, "", None
    elif args.data is not None:
        bundle, city, serials = _from_installation(args)
    else:
        detail = f"{place}: no bundle there (a folder with manifest.json); for a slug name --data DIR"
        raise BadInput("error.folder", detail=detail)
    published = {cvr.tracker: cvr for cvr in ballots(bundle)}
    if "" in published:  # inclusion only: nobody outside can say what was published for a serial
        known = (bundle / "trackers.txt").read_text("ascii").split()
        published = {}
    else:
        known = list(published)
    if args.paper is not None:
        serials = _read_serials(args.paper)
    if serials is None:
        serials = _all_on_paper(bundle, known)
    missing = sorted(set(serials) - set(known))
    if missing:
        detail = f"{len(missing)} of {len(serials)} serials are not in the published list, the first is {missing[0]}"
        raise BadInput("error.audit.serials", detail=detail)
    return _Pile(bundle, city, serials, published)


def _read_serials(path: Path) -> list[str]:
    from consult.voting.trackers import read_tracker

    return [read_tracker(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _all_on_paper(bundle: Path, known: list[str]) -> list[str]:
    """A bundle names no channel. Without any electronic vote all ballots are paper; else the office names them."""
    from consult.errors import BadInput
    from consult.voting import published

    opening = published.document(bundle, "figures.json")["opening"]
    if opening["electronic"]["ballots"]:
        detail = (
            f"the bundle doesn't tell which of its {len(known)} ballots are the {opening['paper']['ballots']} on paper:"
            " name their serials with --paper FILE, or the slug with --data DIR"
        )
        raise BadInput("error.settings", detail=detail)
    return known


def _from_installation(args: argparse.Namespace) -> tuple[Path, str, list[str]]:
    """Bundle, city and serials of the counted paper ballots. Raises `NotFound` before the count."""
    from consult.commands._desk import desk
    from consult.errors import NotFound
    from consult.paper import service as paper
    from consult.voting.published import bundle_place

    args.consultation, args.person = args.bundle, "system"
    with desk(args) as at:
        cvrs, _ = paper.paper_cvrs(at.database, at.at.id)
        bundle = bundle_place(at.settings, at.at.slug)
        if not bundle.is_dir():
            raise NotFound("error.result.none", detail=f"{args.bundle}: not counted yet")
        at.record("exported", list="audit")
        return bundle, at.settings.city, [cvr.tracker for cvr in cvrs]


def _margin(bundle: Path) -> Margin:
    from consult.voting.election import election_from_json
    from consult.voting.margin import margin_of
    from consult.voting.published import document
    from consult.voting.told import why

    election = election_from_json(document(bundle, "election.json"))
    result, told = document(bundle, "result.json"), why(bundle)
    more = {} if told is None else {name: story["more_votes"] for name, story in told.stories.items()}
    scores = result["values" if election.kind == "points" else "votes"]
    return margin_of(election, result["winners"], scores, more)


def _print(pile: _Pile, drawn: Draw, folder: Path, tag: str) -> list[Path]:
    from consult.voting.published import document
    from i18n import texts
    from print_channel.edition import Edition
    from print_channel.records import DrawnBallot, print_audit

    election = document(pile.bundle, "election.json")
    number = {project["id"]: project["number"] for project in election["projects"]}
    words = texts(tag)

    def shown(serial: str) -> str:
        content = pile.published[serial].content
        if content.none or not content.choices:
            return words.text("record.audit.none" if content.none else "record.audit.blank")
        if election["kind"] == "approval":
            return ", ".join(str(number[project]) for project, _ in content.choices)
        if election["kind"] == "ranking":
            return " > ".join(str(number[project]) for project, _ in content.choices)
        return "; ".join(
            words.text("record.audit.points", number=number[project], points=value)
            for project, value in content.choices
        )

    # Everything is read: in order of serials, as ballots are looked up; a sample: in the order it was drawn.
    serials = sorted(drawn.serials) if drawn.all else list(drawn.serials)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, comparison in (("audit-sheets.pdf", False), ("audit-comparison.pdf", True)):
        if comparison and not pile.published:
            continue
        rows = [DrawnBallot(serial, shown(serial) if comparison else "") for serial in serials]
        data = print_audit(
            Edition(tag),
            pile.city or election["title"],
            election["title"],
            rows,
            seed=drawn.seed,
            population=drawn.population,
            comparison=comparison,
        )
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    return paths


def _document(drawn: Draw, margin: Margin, judged: AuditResult, enough: int, wrong: int | None) -> dict[str, Any]:
    return {
        "seed": drawn.seed,
        "population": drawn.population,
        "drawn": len(drawn.serials),
        "all": drawn.all,
        "readings": 2 if drawn.all else 1,
        "serials": list(drawn.serials),
        "risk": f"{judged.risk.numerator}/{judged.risk.denominator}",
        "enough": enough,
        "wrong": wrong,
        "most_wrong": judged.most_wrong,
        "margin": margin.least,
        "margin_proven": margin.proven,
        "known_change": margin.known_change,
        "could_win": list(margin.could_win(judged.most_wrong)) if margin.proven else None,
        "proven": judged.proven,
    }


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    told = "all are read twice" if document["all"] else "drawn by the dice"
    yield f"{document['drawn']} of {document['population']} ballots on paper: {told}"
    how = "proven for this rule" if document["margin_proven"] else "no better bound is proven for this rule"
    yield f"margin: fewer than {document['margin']} misread ballots can't change who wins ({how})"
    if document["known_change"] is not None:
        yield f"known: {document['known_change']} ballots more for one project would change it"
    if document["wrong"] is None:
        yield f"if none of them is wrong: at most {document['most_wrong']} misread (risk {document['risk']})"
    else:
        yield f"{document['wrong']} wrong: at most {document['most_wrong']} misread (risk {document['risk']})"
    if document["could_win"]:
        yield f"worst case: these might have won: {', '.join(document['could_win'])}"
    yield "the outcome is proven" if document["proven"] else "the outcome is not proven by this sample"
    for serial in document["serials"]:
        yield f"  {serial}"
    yield from document["files"]
