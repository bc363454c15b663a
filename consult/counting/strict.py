"""Strict reading: the first thing in a file that must not be, with its line.

Refuses what `pabulib-checker` calls an error (a test compares the two), so that what is read strictly can be published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor

from consult.counting.amounts import parse_number, show
from consult.counting.cells import Row, sections
from consult.counting.election import Election, Note
from consult.counting.engine import count
from consult.counting.options import options_from_meta
from consult.counting.strict_fields import (
    EXCLUDED_COST,
    LISTS,
    META,
    PROJECTS,
    RULES,
    VOTES,
    Field,
    parse_date,
)
from consult.counting.values import POINTS, CountingError, Number, Vote

Cells = Mapping[str, str]
_HARMLESS = ("more cells than columns",)


def check(data: bytes, election: Election) -> Note | None:
    """The first offence, or `None`. `data` is the file, `election` what lenient reading made of it."""
    mended = [note for note in election.notes if not any(word in note.message for word in _HARMLESS)]
    if mended:
        return min(mended, key=lambda note: note.line)
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    return next(_offences(text, election), None)


def _offences(text: str, election: Election) -> Iterator[Note]:
    found = {section.name: section for section in sections(text)}
    first = min(section.line for section in found.values())
    if text.split("\n")[: first - 1] and "".join(text.split("\n")[: first - 1]).strip():
        yield Note(1, "META", "there is text before the first section")
    for section in found.values():
        yield from _blanks(section.line, section.name, text.split("\n")[section.line - 1].split(";")[:1])
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    rows = list(found["META"].rows())
    if not rows or [cell.strip().lower() for cell in rows[0][1][:2]] != ["key", "value"]:
        yield Note(found["META"].line + 1, "META", "the section starts with the header key;value")
    for line, row in rows[1:]:
        value = row[1] if len(row) > 1 else ""
        yield from _blanks(line, row[0], row[:2])
        meta[row[0]], lines[row[0]] = value, line
        yield from _field(line, row[0], value, META.get(row[0]), "META")
    place = found["META"].line
    for name, field in META.items():
        if field.obligatory and name not in meta:
            yield Note(place, name, "META must name it")
    yield from _meta_rules(meta, lines, len(election.instance.projects))
    cells: dict[str, tuple[int, Cells]] = {}
    for line, record in _table(found["PROJECTS"].rows()):
        if isinstance(record, Note):
            yield record
            continue
        cells[record["project_id"]] = (line, record)
        for name, value in record.items():
            yield from _field(line, name, value, PROJECTS.get(name), "PROJECTS")
        if bool(record.get("latitude", "")) != bool(record.get("longitude", "")):
            yield Note(line, "latitude", "latitude and longitude stand together or not at all")
    yield from _projects(election, meta, cells, found["PROJECTS"].line)
    votes = iter(election.votes)
    for line, record in _table(found["VOTES"].rows()):
        if isinstance(record, Note):
            yield record
            continue
        for name, value in record.items():
            yield from _field(line, name, value, VOTES.get(name), "VOTES")
        yield from _vote(line, record, next(votes), meta, election.instance.vote_type)
    yield from _totals(election, cells)
    yield from _selection(election, meta, cells, found["PROJECTS"].line)


def _table(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, dict[str, str] | Note]]:
    line, header = next(rows)
    for note in _blanks(line, "header", header):
        yield line, note
    if len({name.lower() for name in header}) != len(header):
        yield line, Note(line, "header", "a column is there twice")
    if header[0] == "voter_id":
        known, kind = VOTES, "VOTES"
    else:
        known, kind = PROJECTS, "PROJECTS"
    for name in header:
        if name not in known:
            yield line, Note(line, name, f"{kind} has no such column in the format")
    for name, field in known.items():
        if field.obligatory and name not in header:
            yield line, Note(line, name, f"{kind} must have this column")
    for number, row in rows:
        for note in _blanks(number, header[0], row[: len(header)]):
            yield number, note
        yield number, {name: row[i] if i < len(row) else "" for i, name in enumerate(header)}


def _blanks(line: int, name: str, row: Sequence[str]) -> Iterator[Note]:
    for cell in row:
        if cell != cell.strip():
            yield Note(line, name.strip() or "row", f"blanks around {cell!r}")


def _field(line: int, name: str, value: str, field: Field | None, section: str) -> Iterator[Note]:
    if field is None:
        yield Note(line, name, f"{section} has no such field in the format")
    elif not value:
        if not field.nullable:
            yield Note(line, name, "must not be empty")
    elif name in LISTS[section] and any(item != item.strip() for item in value.split(",")):
        yield Note(line, name, f"blanks around the commas of {value!r}")
    elif problem := field.kind(value):
        yield Note(line, name, problem)


def _meta_rules(meta: Cells, lines: Mapping[str, int], projects: int) -> Iterator[Note]:
    begin, end = parse_date(meta.get("date_begin", "")), parse_date(meta.get("date_end", ""))
    if begin and end and begin > end:
        yield Note(lines["date_end"], "date_end", "is before date_begin")
    kind = meta.get("vote_type")
    if kind == "cumulative" and not meta.get("max_sum_points"):
        yield Note(lines["vote_type"], "max_sum_points", "cumulative votes need it")
    for name in ("min_length", "max_length"):
        if kind == "choose-1" and meta.get(name, "1") != "1":
            yield Note(lines[name], name, "is 1 for choose-1")
    if "max_length" in meta and int(meta["max_length"]) > projects:
        yield Note(lines["max_length"], "max_length", f"is more than the {projects} projects")


def _projects(election: Election, meta: Cells, cells: Mapping[str, tuple[int, Cells]], place: int) -> Iterator[Note]:
    budget = floor(election.instance.budget)
    total = spent = 0
    for project in election.instance.projects:
        line, record = cells[project.id]
        cost = floor(project.cost)
        total += cost
        chosen = record.get("selected") == "1"
        spent += cost if chosen else 0
        if chosen and cost == EXCLUDED_COST:
            yield Note(line, "selected", f"cost {cost} marks a withdrawn project, it cannot be selected")
        if cost == 0:
            yield Note(line, "cost", "a project must cost something")
        elif cost > budget and cost != EXCLUDED_COST:
            yield Note(
                line, "cost", f"{show(project.cost)} is more than the whole budget {show(election.instance.budget)}"
            )
    if spent > budget:
        yield Note(place, "selected", f"the selected projects cost {spent}, the budget is {budget}")
    if "fully_funded" in meta and budget < total:
        yield Note(place, "fully_funded", f"all projects cost {total}, the budget is {budget}")
    if "fully_funded" not in meta and budget >= total:
        yield Note(
            place, "fully_funded", f"the budget {budget} pays all projects ({total}): META must say fully_funded;1"
        )


def _vote(line: int, record: Cells, vote: Vote, meta: Cells, kind: str) -> Iterator[Note]:
    length = len(vote.choices)
    if kind == "choose-1" and length != 1:
        yield Note(line, "vote", f"names {length} projects, choose-1 allows one")
    if "max_length" in meta and length > int(meta["max_length"]):
        yield Note(line, "vote", f"names {length} projects, max_length is {meta['max_length']}")
    if "min_length" in meta and length < int(meta["min_length"]):
        yield Note(line, "vote", f"names {length} projects, min_length is {meta['min_length']}")
    points_text = record.get("points", "")
    if kind in {"approval", "choose-1"} and points_text:
        yield Note(line, "points", f"{kind} votes have no points")
    if not points_text:
        return
    points: list[Number] = []
    for item in points_text.split(","):
        try:
            points.append(parse_number(item))
        except ValueError:
            yield Note(line, "points", f"{item!r} is not a number")
            return
    if len(points) != length:
        yield Note(line, "points", f"{length} projects but {len(points)} points")
    if kind == "cumulative" and min(points) < 0:
        yield Note(line, "points", "cumulative votes have no negative points")
    for name, wrong in (("min_points", min(points)), ("max_points", max(points))):
        if name in meta:
            bound = parse_number(meta[name])
            if wrong < bound if name == "min_points" else wrong > bound:
                yield Note(line, "points", f"{show(wrong)}, but {name} is {meta[name]}")


def _totals(election: Election, cells: Mapping[str, tuple[int, Cells]]) -> Iterator[Note]:
    votes: dict[str, int] = {}
    score: dict[str, Fraction] = {}
    for vote in election.votes:
        recorded = vote.columns.get("points", "")
        points = [parse_number(item) for item in recorded.split(",")] if recorded else []
        for place, (name, value) in enumerate(vote.choices):
            votes[name] = votes.get(name, 0) + 1
            worth = value if election.instance.vote_type in POINTS else len(vote.choices) - place
            score[name] = score.get(name, Fraction(0)) + (points[place] if points else worth)
    for name, (line, record) in cells.items():
        if "votes" in record and int(record["votes"]) != votes.get(name, 0):
            yield Note(line, "votes", f"{record['votes']}, but the votes give {votes.get(name, 0)}")
        if "score" in record and int(record["score"]) != int(score.get(name, 0)):
            yield Note(line, "score", f"{record['score']}, but the votes give {show(score.get(name, Fraction(0)))}")


def _selection(election: Election, meta: Cells, cells: Mapping[str, tuple[int, Cells]], place: int) -> Iterator[Note]:
    """Whether the recorded winners are those of the rule that META names."""
    if election.recorded is None:
        return
    rule = meta["rule"]
    if rule not in RULES:
        yield Note(place, "rule", f"{rule!r} is not one of {', '.join(sorted(RULES))}")
        return
    threshold = "min_project_score_threshold" in meta
    if (rule == "greedy" and threshold) or (rule == "greedy-threshold" and not threshold):
        yield Note(place, "rule", "greedy-threshold and min_project_score_threshold stand together or not at all")
    poznan = rule == "greedy-custom" and meta["unit"] == "Poznań"
    if rule in {"unknown", "greedy-exclusive"} or (rule == "greedy-custom" and not poznan):
        return
    if rule.startswith("equalshares") and election.instance.vote_type != "approval":
        return
    try:
        winners = set(count(election.instance, election.ballots, options_from_meta(election.instance)).winners)
    except CountingError as error:
        yield Note(place, "rule", str(error))
        return
    marked = {name for name, (_, record) in cells.items() if record["selected"] in ({"1", "2"} if poznan else {"1"})}
    for name in sorted(marked - winners | (set() if poznan else winners - marked)):
        word = "is" if name in marked else "is not"
        yield Note(
            cells[name][0], "selected", f"project {name!r} {word} marked as selected, the rule {rule} says otherwise"
        )
