"""Reading a register from a CSV file: every mistake named by line and field, nothing half-imported. No I/O.

Encodings UTF-8 (with or without byte-order mark) and Windows-1252; separators `;`, `,` and tab; header names in German
or English as in `HEADERS` (docs/reference/register-csv.md).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from consult.register.rules import Person

LANGUAGES = ("de", "de-simple", "en", "tr", "ar", "fa", "uk", "ru", "pl", "ro", "bg", "fr")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "vor- und nachname"),
    "first_name": ("vorname", "first name", "given name"),
    "last_name": ("nachname", "familienname", "last name", "surname"),
    "street": ("straße", "strasse", "straße und hausnummer", "anschrift", "street", "address"),
    "extra": ("adresszusatz", "zusatz", "address line 2", "extra"),
    "postcode": ("plz", "postleitzahl", "postcode", "zip"),
    "city": ("ort", "stadt", "wohnort", "city", "town"),
    "language": ("sprache", "language"),
    "large_print": ("großdruck", "grossdruck", "large print"),
    "district": ("bezirk", "stadtbezirk", "stadtteil", "district"),
    "email": ("e-mail", "email", "mail"),
    "birth_year": ("geburtsjahr", "jahrgang", "birth year", "year of birth"),
}
LONGEST = {"name": 200, "street": 100, "extra": 100, "city": 100, "district": 100, "email": 254}
MAX_BYTES = 512 * 1024 * 1024
MAX_ERRORS = 1_000
_YES = frozenset({"ja", "j", "yes", "y", "true", "wahr", "1", "x"})
_NO = frozenset({"", "nein", "n", "no", "false", "falsch", "0"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: line (from 1, the header is line 1), column as the file calls it, and what is allowed as data, not
    as words (for a duplicate the line of the first). `key` names the message in the catalogue.

    The value itself is not repeated: a report is passed around, a register is not.
    """

    line: int
    field: str
    code: str
    allowed: str = ""

    @property
    def key(self) -> str:
        return f"admin.import.{self.code}"

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.code.replace('_', ' ')}" + (
            f"; allowed: {self.allowed}" if self.allowed else ""
        )


@dataclass(frozen=True, slots=True)
class Import:
    """What a file holds. `people` is empty as soon as there is one error. `ignored`: columns of unknown meaning."""

    people: tuple[Person, ...]
    errors: tuple[Finding, ...]
    lines: int
    encoding: str
    separator: str
    ignored: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors


def parse_register(
    data: bytes,
    languages: Collection[str] = LANGUAGES,
    known: Collection[tuple[str, tuple[str, ...], str]] = frozenset(),
) -> Import:
    """`known`: (name, address, postcode) of people who are registered already; finding one again is an error."""
    if len(data) > MAX_BYTES:
        return _refused("too_large", f"{MAX_BYTES // 1024 // 1024} MB")
    try:
        text, encoding = _decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused("encoding", "UTF-8, Windows-1252", line)
    if "\0" in text:
        return _refused("binary", "", text.count("\n", 0, text.index("\0")) + 1)
    separator = _separator(text.split("\n", 1)[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _read(reader, languages, frozenset(known), encoding, separator)
    except csv.Error:
        return _refused("quotes", '"…"', reader.line_num)


def _refused(code: str, allowed: str, line: int = 1) -> Import:
    return Import((), (Finding(line, "file", code, allowed),), 0, "", "")


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8"), "utf-8-sig"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def _separator(header: str) -> str:
    return max(";,\t", key=header.count)


def _plain(header: str) -> str:
    return " ".join(unicodedata.normalize("NFC", header).replace("_", " ").casefold().split())


def _columns(header: list[str]) -> tuple[dict[str, int], list[str], list[Finding]]:
    meaning = {_plain(name): field for field, names in HEADERS.items() for name in names}
    columns: dict[str, int] = {}
    ignored: list[str] = []
    errors: list[Finding] = []
    for index, name in enumerate(header):
        field = meaning.get(_plain(name))
        if field is None:
            ignored.append(name)
        elif field in columns:
            errors.append(Finding(1, name, "column_twice"))
        else:
            columns[field] = index
    if "name" not in columns and not {"first_name", "last_name"} <= set(columns):
        errors.append(Finding(1, "Name", "column_missing", "Name; Vorname + Nachname"))
    for field in ("street", "postcode", "city"):
        if field not in columns:
            errors.append(Finding(1, HEADERS[field][0], "column_missing", ", ".join(HEADERS[field])))
    return columns, ignored, errors


class _Line:
    """One line's fields by meaning, collecting what is wrong with them."""

    def __init__(self, number: int, cells: list[str], columns: Mapping[str, int], header: list[str]) -> None:
        self.number = number
        self.errors: list[Finding] = []
        self._cells = cells
        self._columns = columns
        self._header = header

    def fault(self, field: str, code: str, allowed: str = "") -> None:
        name = self._header[self._columns[field]] if field in self._columns else field
        self.errors.append(Finding(self.number, name, code, allowed))

    def text(self, field: str, *, required: bool = False) -> str:
        index = self._columns.get(field)
        raw = self._cells[index] if index is not None else ""
        value = " ".join(unicodedata.normalize("NFC", raw).split())
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} for character in value):
            self.fault(field, "characters")
        elif required and not value:
            self.fault(field, "empty")
        elif len(value) > LONGEST.get(field, 100):
            self.fault(field, "too_long", f"1–{LONGEST.get(field, 100)}")
        return value

    def person(self, languages: Collection[str]) -> Person:
        return Person(
            name=self._name(),
            address=tuple(filter(None, (self.text("extra"), self.text("street", required=True)))),
            postcode=self._postcode(),
            city=self.text("city", required=True),
            language=self._language(languages),
            large_print=self._large_print(),
            district=self.text("district") or None,
            email=self._email(),
            birth_year=self._birth_year(),
        )

    def _name(self) -> str:
        if "name" in self._columns:
            return self.text("name", required=True)
        first, last = self.text("first_name"), self.text("last_name", required=True)
        return f"{first} {last}".strip()

    def _postcode(self) -> str:
        value = self.text("postcode")
        if not re.fullmatch(r"[0-9]{5}", value):
            self.fault("postcode", "postcode", "00000–99999")
        return value

    def _language(self, languages: Collection[str]) -> str:
        value = self.text("language").lower() or "de"
        if value not in languages:
            self.fault("language", "language", ", ".join(languages))
        return value

    def _large_print(self) -> bool:
        value = self.text("large_print").lower()
        if value not in _YES | _NO:
            self.fault("large_print", "yes_or_no", "ja, nein, yes, no, 1, 0")
        return value in _YES

    def _email(self) -> str | None:
        value = self.text("email")
        if value and not _EMAIL.fullmatch(value):
            self.fault("email", "email", "name@place.tld")
        return value or None

    def _birth_year(self) -> int | None:
        value = self.text("birth_year")
        if value and not re.fullmatch(r"(19|20)[0-9]{2}", value):
            self.fault("birth_year", "birth_year", "1900–2099")
            return None
        return int(value) if value else None


class _Lines(Protocol):
    """What `csv.reader` gives; the standard library doesn't name its type."""

    line_num: int

    def __iter__(self) -> _Lines: ...

    def __next__(self) -> list[str]: ...


def _read(
    reader: _Lines, languages: Collection[str], known: frozenset[object], encoding: str, separator: str
) -> Import:
    header = next(reader, None) or []
    columns, ignored, errors = _columns(header)
    people: list[Person] = []
    seen: dict[object, int] = {}
    lines = 0
    if not errors:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            lines += 1
            number = reader.line_num
            if len(cells) != len(header):
                errors.append(Finding(number, "line", "columns", str(len(header))))
                continue
            line = _Line(number, cells, columns, header)
            person = line.person(languages)
            errors += line.errors
            identity = (person.name.casefold(), person.address, person.postcode, person.birth_year)
            if identity in seen:
                errors.append(Finding(number, "line", "duplicate", str(seen[identity])))
            elif (person.name, person.address, person.postcode) in known:
                errors.append(Finding(number, "line", "registered_already"))
            seen.setdefault(identity, number)
            people.append(person)
            if len(errors) >= MAX_ERRORS:
                errors.append(Finding(number, "file", "more_errors"))
                break
        if not lines and not errors:
            errors.append(Finding(1, "file", "no_lines"))
    found = tuple(errors)
    return Import(() if found else tuple(people), found, lines, encoding, separator, tuple(ignored))
