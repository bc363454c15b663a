"""Reading Pabulib `.pb` files.

Format: https://pabulib.org/format and Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis"
(arXiv 2305.11035): three sections META, PROJECTS, VOTES, each with a header row, cells separated by `;`, lists by `,`.
Lenient reading takes what the published collection contains and notes everything it mended; strict reading refuses
what `pabulib-checker` refuses (see `strict.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from consult.counting.amounts import mend_number, parse_number, show
from consult.counting.ballot_text import Approvals, places, read_choices
from consult.counting.cells import Raw, Section, cells, sections
from consult.counting.election import Election, Note, Votes, ballot_key
from consult.counting.values import (
    POINTS,
    VOTE_TYPES,
    Ballots,
    Choices,
    CountingError,
    Instance,
    Number,
    Project,
    VoteType,
)

_OWN_META = frozenset({"budget", "vote_type", "num_projects", "num_votes"})
_OWN_PROJECT = frozenset({"project_id", "cost", "name"})


class PabulibError(CountingError):
    """The file cannot be read. `str()` is one line: `path:line: field: message`."""

    def __init__(self, path: str, line: int, field: str, message: str) -> None:
        self.path = path
        self.line = line
        self.field = field
        self.message = message
        super().__init__(f"{path}:{line}: {field}: {message}")


@dataclass(slots=True)
class _Reader:
    path: str
    notes: list[Note] = field(default_factory=list)

    def mended(self, line: int, name: str, message: str) -> None:
        self.notes.append(Note(line, name, message))

    def refuse(self, line: int, name: str, message: str) -> PabulibError:
        return PabulibError(self.path, line, name, message)

    def read(self, data: bytes) -> Election:
        text = self._text(data)
        found: dict[str, Section] = {}
        for section in sections(text):
            if section.name in found:
                raise self.refuse(section.line, section.name, "the section is there twice; it may be there once")
            found[section.name] = section
        for name in ("META", "PROJECTS", "VOTES"):
            if name not in found:
                raise self.refuse(1, name, f"the section {name} is missing; a file has META, PROJECTS and VOTES")
        order = list(found)
        if order != ["META", "PROJECTS", "VOTES"]:
            self.mended(found[order[0]].line, order[0], "sections are not in the order META, PROJECTS, VOTES")
        meta = self._meta(found["META"])
        projects, project_columns = self._projects(found["PROJECTS"])
        budget = self._budget(meta, found["META"])
        header, lines, rows = self._vote_rows(found["VOTES"])
        vote_type = self._vote_type(meta, header)
        self._totals(meta, len(projects), len(rows))
        kept = {key: value for key, (value, _) in meta.items() if key not in _OWN_META}
        instance = Instance(budget, projects, vote_type, kept)
        votes, ballots = self._votes(instance, header, lines, rows)
        return Election(instance, votes, ballots, project_columns, header, tuple(self.notes))

    def _text(self, data: bytes) -> str:
        if data.startswith(b"\xef\xbb\xbf"):
            self.mended(1, "file", "byte-order mark removed")
            data = data[3:]
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise self.refuse(1, "file", "the file is UTF-16; save it as UTF-8") from None
            self.mended(line, "file", "not UTF-8; read as Windows-1250")
            text = data.decode("cp1250", errors="replace")
        if "\0" in text:
            raise self.refuse(text.count("\n", 0, text.index("\0")) + 1, "file", "a null byte: this is not a text file")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _meta(self, section: Section) -> dict[str, tuple[str, int]]:
        meta: dict[str, tuple[str, int]] = {}
        for line, row in section.rows():
            key = row[0].strip()
            value = row[1].strip() if len(row) > 1 else ""
            if line == section.line + 1 and key.lower() == "key":
                continue
            if not key:
                self.mended(line, "META", "a row without a key was left out")
            elif key in meta:
                self.mended(line, key, "the key is there twice; the first value counts")
            else:
                meta[key] = (value, line)
        return meta

    def _budget(self, meta: Mapping[str, tuple[str, int]], section: Section) -> Number:
        text, line = meta.get("budget", ("", section.line))
        if not text:
            raise self.refuse(line, "budget", "META names no budget")
        budget = self._number(text, line, "budget")
        if budget < 0:
            raise self.refuse(line, "budget", f"{text!r} is negative")
        return budget

    def _number(self, text: str, line: int, name: str) -> Number:
        try:
            return parse_number(text)
        except ValueError:
            pass
        try:
            number = mend_number(text)
        except ValueError:
            raise self.refuse(line, name, f"{text!r} is not a number (allowed: 1234 or 1234.50)") from None
        self.mended(line, name, f"{text!r} read as {show(number)}")
        return number

    def _projects(self, section: Section) -> tuple[tuple[Project, ...], tuple[str, ...]]:
        rows = section.rows()
        header_line, header_row = next(rows, (section.line + 1, [""]))
        header = tuple(name.strip() for name in header_row)
        if header[0].lower() != "project_id":
            raise self.refuse(header_line, "PROJECTS", f"the first column is {header[0]!r}, it must be project_id")
        if "cost" not in header:
            raise self.refuse(header_line, "cost", "PROJECTS has no column cost")
        header = ("project_id", *header[1:])
        found: dict[str, Project] = {}
        for line, row in rows:
            project_id = row[0].strip()
            cells = {name: row[index].strip() if index < len(row) else "" for index, name in enumerate(header)}
            if not project_id:
                self.mended(line, "project_id", "a project without an id was left out")
                continue
            if project_id in found:
                self.mended(line, "project_id", f"{project_id!r} is there twice; the first counts")
                continue
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                self.mended(line, "PROJECTS", f"{len(row) - len(header)} more cells than columns; left out")
            if not cells["cost"]:
                raise self.refuse(line, "cost", f"project {project_id!r} has no cost")
            cost = self._number(cells["cost"], line, "cost")
            if cost < 0:
                raise self.refuse(line, "cost", f"{cells['cost']!r} is negative")
            rest = {name: value for name, value in cells.items() if name not in _OWN_PROJECT}
            found[project_id] = Project(project_id, cost, cells.get("name", ""), rest)
        if not found:
            raise self.refuse(section.line, "PROJECTS", "there is no project")
        return tuple(found.values()), header

    def _vote_rows(self, section: Section) -> tuple[tuple[str, ...], list[int], list[Raw]]:
        lines, rows = section.table()
        if not rows:
            raise self.refuse(section.line + 1, "VOTES", "the header row is missing (voter_id;vote)")
        header = tuple(name.strip() for name in cells(rows[0]))
        if "vote" not in header[1:]:
            raise self.refuse(lines[0], "vote", f"VOTES has no column vote, only {', '.join(header)}")
        return header, lines[1:], rows[1:]

    def _vote_type(self, meta: Mapping[str, tuple[str, int]], header: tuple[str, ...]) -> VoteType:
        text, line = meta.get("vote_type", ("", 1))
        for known in VOTE_TYPES:
            if text.lower() == known:
                if text != known:
                    self.mended(line, "vote_type", f"{text!r} read as {known}")
                return known
        if text:
            raise self.refuse(line, "vote_type", f"{text!r} is not one of {', '.join(VOTE_TYPES)}")
        guessed: VoteType = "cumulative" if "points" in header else "approval"
        self.mended(line, "vote_type", f"META names none; read as {guessed}")
        return guessed

    def _totals(self, meta: Mapping[str, tuple[str, int]], projects: int, votes: int) -> None:
        for key, counted in (("num_projects", projects), ("num_votes", votes)):
            text, line = meta.get(key, ("", 1))
            if text != str(counted):
                said = f"META says {text!r}" if text else "META says nothing"
                self.mended(line, key, f"{said}, the file has {counted}; {counted} counts")

    def _votes(
        self, instance: Instance, header: tuple[str, ...], lines: list[int], rows: list[Raw]
    ) -> tuple[Votes, Ballots]:
        vote = header.index("vote")
        needs_points = instance.vote_type in POINTS
        points = header.index("points") if needs_points and "points" in header else None
        if needs_points and points is None:
            raise self.refuse(lines[0] - 1 if lines else 1, "points", f"{instance.vote_type} needs a column points")
        keys = self._keys(lines, rows, vote, points)
        counted = Counter(keys)
        if points is None and instance.vote_type != "ordinal":
            found = places(instance.ids, counted)
            if found is not None:
                ballots = Ballots.approvals(instance.vote_type, instance.ids, found)
                return Votes(header, rows, (vote, points), Approvals()), ballots
        known = frozenset(instance.ids)
        choices: dict[str, Choices] = {}
        mended: dict[str, list[tuple[str, str]]] = {}
        for key in counted:
            remarks: list[tuple[str, str]] = []
            text, _, value = key.partition("\0")
            choices[key] = read_choices(instance.vote_type, known, text, value, remarks)
            if remarks:
                mended[key] = remarks
        if mended:
            for line, key in zip(lines, keys, strict=True):
                for name, message in mended.get(key, ()):
                    self.mended(line, name, message)
        weights: dict[Choices, int] = {}
        for key, number in counted.items():
            weights[choices[key]] = weights.get(choices[key], 0) + number
        usual = self._default_score(instance)
        if usual:
            weights = _with_default(instance.ids, weights, usual)
        ballots = Ballots.weighted(instance.vote_type, instance.ids, weights)
        return Votes(header, rows, (vote, points), choices), ballots

    def _default_score(self, instance: Instance) -> Number:
        """What a scoring ballot gives to each project that it does not name."""
        text = instance.meta.get("default_score", "")
        return self._number(text, 1, "default_score") if text and instance.vote_type == "scoring" else 0

    def _keys(self, lines: list[int], rows: list[Raw], vote: int, points: int | None) -> list[str]:
        widest = vote if points is None else max(vote, points)
        split = [row.split(";", widest + 1) if isinstance(row, str) else row for row in rows]
        self._voter_ids(lines, [row[0] for row in split])
        try:
            if points is None:
                return [row[vote] for row in split]
            return [ballot_key(row[vote], row[points]) for row in split]
        except IndexError:
            pass
        keys = []
        for line, row in zip(lines, map(cells, rows), strict=True):
            if len(row) <= widest:
                self.mended(line, "VOTES", f"{len(row)} cells where more are needed; read as empty")
            text = row[vote] if vote < len(row) else ""
            value = row[points] if points is not None and points < len(row) else ""
            keys.append(text if points is None else ballot_key(text, value))
        return keys

    def _voter_ids(self, lines: list[int], names: list[str]) -> None:
        if len(set(names)) == len(names):
            return
        first: dict[str, int] = {}
        for line, name in zip(lines, names, strict=True):
            if name in first:
                self.mended(line, "voter_id", f"{name!r} is also in line {first[name]}; both votes count")
            else:
                first[name] = line


def _with_default(ids: tuple[str, ...], weights: Mapping[Choices, int], usual: Number) -> dict[Choices, int]:
    found: dict[Choices, int] = {}
    for choices, weight in weights.items():
        named = dict(choices)
        every = tuple((project_id, named.get(project_id, usual)) for project_id in ids)
        found[every] = found.get(every, 0) + weight
    return found


def read_pb(source: Path | str | bytes, strict: bool = False) -> Election:
    """Read a file (path) or its bytes. Raises `PabulibError`; in strict mode also for what lenient reading mends."""
    if isinstance(source, bytes):
        path, data = "<bytes>", source
    else:
        path, data = str(source), Path(source).read_bytes()
    election = _Reader(path).read(data)
    if strict:
        from consult.counting.strict import check

        problem = check(data, election)
        if problem is not None:
            raise PabulibError(path, problem.line, problem.field, problem.message)
    return election
