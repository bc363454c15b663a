"""Importing a register: encodings, separators, every mistake by line and field, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.db import Database, MainRow
from consult.register import importing, service, tables
from consult.register.importing import parse_register
from consult.register.rules import Person
from i18n import texts

GERMAN = """Vorname;Nachname;Straße und Hausnummer;PLZ;Ort;Sprache;Großdruck;Geburtsjahr;Konfession
Jörg;Müller-Lüdenscheidt;Große Gasse 1;01234;Görlitz;;ja;1950;-
Ayşe;Öztürk;Weg 2;01234;Görlitz;tr;;1980;-
"""
PEOPLE = (
    Person("Jörg Müller-Lüdenscheidt", ("Große Gasse 1",), "01234", "Görlitz", "de", True, None, None, 1950),
    Person("Ayşe Öztürk", ("Weg 2",), "01234", "Görlitz", "tr", False, None, None, 1980),
)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_same_people_from_every_usual_file(separator: str, encoding: str, newline: str) -> None:
    result = parse_register(GERMAN.replace(";", separator).replace("\n", newline).encode(encoding))
    assert result.errors == ()
    assert result.people == PEOPLE
    assert (result.encoding, result.separator, result.lines) == (encoding, separator, 2)
    assert result.ignored == ("Konfession",)


def test_windows_1252_is_read() -> None:
    text = "Name;Straße;PLZ;Ort\nJürgen Groß;Königsweg 3;01234;Köln\n"
    result = parse_register(text.encode("cp1252"))
    assert (result.encoding, result.people[0].name) == ("cp1252", "Jürgen Groß")


def test_english_headers_quotes_and_an_extra_line() -> None:
    header = "name,address line 2,street,postcode,city,e-mail,district\n"
    text = header + '"Doe, Jane",c/o Smith,"1 ""A"" Street",12345,X,a@b.de,N\n'
    (person,) = parse_register(text.encode()).people
    assert person == Person("Doe, Jane", ("c/o Smith", '1 "A" Street'), "12345", "X", "de", False, "N", "a@b.de")


HEADER = "Name;Straße;PLZ;Ort;Sprache;Großdruck;E-Mail;Geburtsjahr\n"
GOOD = "A B;Weg 1;12345;Stadt;de;nein;;1970\n"
MISTAKES = {
    "empty name": (" ;Weg 1;12345;Stadt;;;;", 2, "Name", "empty"),
    "postcode": ("A;Weg 1;1234;Stadt;;;;", 2, "PLZ", "postcode"),
    "language": ("A;Weg 1;12345;Stadt;xx;;;", 2, "Sprache", "language"),
    "large print": ("A;Weg 1;12345;Stadt;;vielleicht;;", 2, "Großdruck", "yes_or_no"),
    "e-mail": ("A;Weg 1;12345;Stadt;;;nowhere;", 2, "E-Mail", "email"),
    "birth year": ("A;Weg 1;12345;Stadt;;;;70", 2, "Geburtsjahr", "birth_year"),
    "too few columns": ("A;Weg 1;12345", 2, "line", "columns"),
    "too long": ("A" * 201 + ";Weg 1;12345;Stadt;;;;", 2, "Name", "too_long"),
    "invisible characters": ("A\u202eB;Weg 1;12345;Stadt;;;;", 2, "Name", "characters"),
    "open quote": ('"A;Weg 1;12345;Stadt;;;;', 3, "file", "quotes"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_by_line_and_field_and_nobody_is_imported(name: str) -> None:
    line, number, field, code = MISTAKES[name]
    result = parse_register((HEADER + line + "\n" + GOOD).encode())
    assert (result.errors[0].line, result.errors[0].field, result.errors[0].code) == (number, field, code)
    assert result.people == ()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_mistake_has_its_words(language: str) -> None:
    source = Path(importing.__file__).read_text("utf-8")
    codes = set(re.findall(r'(?:Finding\([^,]+, [^,]+, |fault\((?:"[a-z_]+"|field), |_refused\()"([a-z_]+)"', source))
    assert len(codes) == 19
    for code in codes:
        assert texts(language).text(f"admin.import.{code}")


def test_duplicates_are_told_apart_by_birth_year() -> None:
    junior = GOOD.replace("1970", "1999")
    assert len(parse_register((HEADER + GOOD + junior).encode()).people) == 2
    (error,) = parse_register((HEADER + GOOD + junior + GOOD).encode()).errors
    assert (error.line, error.code, error.allowed) == (4, "duplicate", "2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "column_missing"),
        ("Name;Name;Straße;PLZ;Ort\n", "column_twice"),
        ("Vorname;Straße;PLZ;Ort\nA;B;12345;C\n", "column_missing"),
        (HEADER, "no_lines"),
        (HEADER + "A\0;B", "binary"),
    ],
)
def test_files_that_are_no_register(text: str, code: str) -> None:
    assert code in [error.code for error in parse_register(text.encode()).errors]


def test_all_mistakes_are_reported_at_once_up_to_a_limit() -> None:
    result = parse_register((HEADER + "A;Weg;1;Stadt;;;;\n" * 3).encode())
    assert [error.line for error in result.errors if error.code == "postcode"] == [2, 3, 4]
    many = parse_register((HEADER + "A;Weg;1;Stadt;;;;\n" * 2000).encode())
    assert many.errors[-1].code == "more_errors"
    assert len(many.errors) < 1_100


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (HEADER + text).encode("utf-8", "replace")))
@example(b'"')
@example(b"\xff\xfe")
@example((HEADER + '"' + "x" * 200_000 + '"').encode())
def test_no_file_breaks_the_reader(data: bytes) -> None:
    result = parse_register(data)
    assert result.ok == bool(result.people) or result.errors
    assert not (result.people and result.errors)
    for error in result.errors:
        assert error.line >= 1
        assert str(error)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    own = [tables.voters, tables.credentials, tables.failures]
    MainRow.metadata.create_all(database.engine, tables=own)
    yield database
    database.close()


def test_all_or_nothing_and_never_twice(database: Database) -> None:
    with database.writing() as session:
        broken = service.import_register(session, "budget", (GERMAN + "x;y\n").encode())
        assert not broken.ok
        assert service.entitled(session, "budget") == 0
        assert service.import_register(session, "budget", GERMAN.encode()).ok
        again = service.import_register(session, "budget", GERMAN.encode())
        assert [error.code for error in again.errors] == ["registered_already"] * 2
        assert service.entitled(session, "budget") == 2
        assert service.import_register(session, "other", GERMAN.encode()).ok
        voter = service.find(session, "budget", "öztürk").voters[0]
        assert (voter.language, voter.address, voter.generation) == ("tr", ("Weg 2",), 1)
