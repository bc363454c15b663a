"""Reading dirty files leniently and strictly; pabulib-checker is the judge of strictness."""

from __future__ import annotations

import contextlib
import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabulib.checker import Checker

from consult.counting import PabulibError, read_pb, write_pb

CLEAN = """META
key;value
description;Quarter budget of Musterhausen
country;Germany
unit;Musterhausen
instance;2026
num_projects;4
num_votes;5
budget;1000.50
vote_type;approval
rule;greedy
date_begin;01.03.2026
date_end;31.03.2026
min_length;1
max_length;3
language;de
currency;EUR
comment;#1: Authored for tests.
PROJECTS
project_id;cost;votes;name;category;selected;latitude;longitude
1;400;4;Benches in the park;green,public space;1;48.1;11.5
2;600.50;3;"A ""green"" wall; with ivy";green;1;;
3;500;1;Book exchange;culture;0;;
4;900;1;Skate ramp;sport;0;48.2;11.6
VOTES
voter_id;vote;age;sex;voting_method
a;1,2;34;F;internet
b;1,2;40-59;M;paper
c;1;;;internet
d;1,2,3;17;F;paper
e;4;80;M;paper
"""
POINTS = CLEAN.replace("vote_type;approval", "vote_type;cumulative").replace(
    "currency;EUR", "max_sum_points;6\ncurrency;EUR"
)
POINTS = POINTS.replace("max_sum_points;6\n", "").replace("max_length;3\n", "max_length;3\nmax_sum_points;6\n")
POINTS = POINTS.replace("cost;votes;name", "cost;votes;score;name").replace("vote;age", "vote;points;age")
for _old, _new in (
    ("1;400;4;", "1;400;4;10;"),
    ("2;600.50;3;", "2;600.50;3;5;"),
    ("3;500;1;", "3;500;1;1;"),
    ("4;900;1;", "4;900;1;6;"),
    ("a;1,2;", "a;1,2;3,2;"),
    ("b;1,2;", "b;1,2;2,2;"),
    ("c;1;", "c;1;3;"),
    ("d;1,2,3;", "d;1,2,3;2,1,1;"),
    ("e;4;", "e;4;6;"),
):
    POINTS = POINTS.replace(_old, _new)


def checker_refuses(text: str) -> bool:
    with contextlib.redirect_stdout(io.StringIO()):
        found = Checker().process_files([text])
    return bool(found["metadata"]["invalid"])


def test_a_clean_file_passes_both() -> None:
    for text in (CLEAN, POINTS):
        assert not checker_refuses(text)
        election = read_pb(text.encode(), strict=True)
        assert election.notes == ()
        assert read_pb(write_pb(election).encode()) == election
        assert not checker_refuses(write_pb(election))


def test_values_are_exact_and_in_file_order() -> None:
    election = read_pb(CLEAN.encode())
    assert election.instance.budget == Fraction(2001, 2)
    assert [project.cost for project in election.instance.projects] == [400, Fraction(1201, 2), 500, 900]
    assert election.instance.projects[1].name == 'A "green" wall; with ivy'
    assert [(vote.voter_id, vote.choices) for vote in election.votes][3:] == [
        ("d", (("1", 1), ("2", 1), ("3", 1))),
        ("e", (("4", 1),)),
    ]
    assert election.votes[1].columns == {"age": "40-59", "sex": "M", "voting_method": "paper"}
    assert election.recorded == ("1", "2")
    assert election.ballots.voters == 5


# (old, new, line and field that strict reading names)
OFFENCES = [
    ("META\n", "\ufeffMETA\n", 1, "file"),
    ("budget;1000.50", "budget;1000,50", 9, "budget"),
    ("country;Germany", "country;Atlantis", 4, "country"),
    ("language;de", "language;deu", 16, "language"),
    ("currency;EUR", "currency;Taler", 17, "currency"),
    ("date_begin;01.03.2026", "date_begin;2026-03-01", 12, "date_begin"),
    ("date_end;31.03.2026", "date_end;01.02.2026", 13, "date_end"),
    ("date_end;31.03.2026", "date_end;31.02.2026", 13, "date_end"),
    ("num_votes;5", "num_votes;6", 8, "num_votes"),
    ("num_projects;4", "num_projects;5", 7, "num_projects"),
    ("unit;Musterhausen\n", "", 1, "unit"),
    ("unit;Musterhausen", "unit; Musterhausen", 5, "unit"),
    ("instance;2026", "instance;2026\ncolour;red", 7, "colour"),
    ("instance;2026", "instance;", 6, "instance"),
    ("max_length;3", "max_length;9", 15, "max_length"),
    ("max_length;3", "max_length;2", 30, "vote"),
    ("comment;#1: ", "comment;", 18, "comment"),
    ("rule;greedy", "rule;borda", 19, "rule"),
    ("rule;greedy", "rule;greedy-threshold", 19, "rule"),
    ("project_id;cost", "project_id;price", 20, "cost"),
    ("name;category", "name;colour", 20, "colour"),
    ("3;500;1;Book", "3;0;1;Book", 23, "cost"),
    ("3;500;1;Book", "3;5000;1;Book", 23, "cost"),
    ("3;500;1;Book", "3;five;1;Book", 23, "cost"),
    ("3;500;1;Book", "3;500;2;Book", 23, "votes"),
    ("3;500;1;Book", "2;500;1;Book", 7, "num_projects"),
    ("culture;0", "culture;7", 23, "selected"),
    ("culture;0", "culture;1", 19, "selected"),
    ("green;1;;", "green;0;;", 22, "selected"),
    ("48.2;11.6", "48.2;", 24, "latitude"),
    ("48.2;11.6", "98.2;11.6", 24, "latitude"),
    ("green,public space", "green, public space", 21, "category"),
    ("e;4;80", "e;9;80", 31, "vote"),
    ("e;4;80", "a;4;80", 31, "voter_id"),
    ("e;4;80", "e;;80", 31, "vote"),
    ("d;1,2,3;17", "d;1, 2,3;17", 30, "vote"),
    ("d;1,2,3;17", "d;1,2,3;young", 30, "age"),
    ("b;1,2;40-59", "b;1,2;59-40", 28, "age"),
    ("c;1;;;internet", "c;1;;;pigeon", 29, "voting_method"),
    ("c;1;;;internet", "c;1;;X;internet", 29, "sex"),
    ("VOTES\n", "VOTES \n", 25, "VOTES"),
]


@pytest.mark.parametrize(("old", "new", "line", "field"), OFFENCES)
def test_strict_reading_refuses_with_line_and_field(old: str, new: str, line: int, field: str) -> None:
    text = CLEAN.replace(old, new, 1)
    assert text != CLEAN
    assert checker_refuses(text)
    with pytest.raises(PabulibError) as refused:
        read_pb(text.encode(), strict=True)
    assert (refused.value.field, refused.value.line) == (field, line)
    assert str(refused.value).startswith(f"<bytes>:{line}: {field}: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("e;4;6;", "e;4;;"), ("e;4;6;", "e;4;6,1;"), ("e;4;6;", "e;4;many;"), ("e;4;6;", "e;4;-6;"),
        ("max_sum_points;6\n", ""), ("max_sum_points;6\n", "max_points;5\nmax_sum_points;6\n"),
        ("1;400;4;10;", "1;400;4;9;"),
    ],
)  # fmt: skip
def test_strict_reading_refuses_wrong_points(old: str, new: str) -> None:
    text = POINTS.replace(old, new, 1)
    assert checker_refuses(text)
    with pytest.raises(PabulibError):
        read_pb(text.encode(), strict=True)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (b"", "META"),
        (b"hello", "META"),
        (b"\xff\xfeM\0E\0T\0A\0", "file"),
        (b"META\0", "file"),
        (CLEAN.replace("budget;1000.50\n", "").encode(), "budget"),
        (CLEAN.replace("1000.50", "much").encode(), "budget"),
        (CLEAN.replace("1000.50", "-5").encode(), "budget"),
        (CLEAN.replace("approval", "guessing").encode(), "vote_type"),
        (CLEAN.replace("1;400;", "1;;").encode(), "cost"),
        (CLEAN.replace("1;400;", "1;-400;").encode(), "cost"),
        (CLEAN.replace("voter_id;vote;", "voter_id;choice;").encode(), "vote"),
        (CLEAN.replace("vote_type;approval", "vote_type;scoring").encode(), "points"),
        ((CLEAN + "META\nkey;value\n").encode(), "META"),
        (CLEAN.partition("VOTES")[0].encode(), "VOTES"),
    ],
)
def test_what_cannot_be_read_is_refused_also_leniently(text: bytes, field: str) -> None:
    with pytest.raises(PabulibError) as refused:
        read_pb(text)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("d;1,2,3;", "d;1, 2 ,3;", "blanks"),
        ("a;1,2;", "a;1,2,2;", "twice on the ballot"),
        ("a;1,2;", "a;1,,2;", "empty place"),
        ("a;1,2;", "a;1,2,77;", "not in PROJECTS"),
        ("1000.50", "1 000,50", "read as 1000.5"),
        ("num_votes;5\n", "", "META says nothing"),
        ("approval", "Approval", "read as approval"),
        ("vote_type;approval\n", "", "META names none"),
        ("META\n", "\ufeffMETA;;\n", "byte-order mark"),
    ],
)
def test_lenient_reading_mends_and_says_so(old: str, new: str, word: str) -> None:
    election = read_pb(CLEAN.replace(old, new, 1).encode())
    assert any(word in note.message for note in election.notes)
    clean = read_pb(CLEAN.encode())
    assert list(election.ballots.items()) == list(clean.ballots.items())
    assert election.instance.budget == clean.instance.budget


def test_line_ends_quotes_and_blank_votes() -> None:
    clean = read_pb(CLEAN.encode())
    assert read_pb(CLEAN.replace("\n", "\r\n").encode(), strict=True) == clean
    spread = CLEAN.replace('"A ""green"" wall; with ivy"', '"A wall\nwith ivy"')
    assert read_pb(spread.encode()).instance.projects[1].name == "A wall\nwith ivy"
    loose = read_pb(CLEAN.replace("Book exchange", '5" Book exchange').encode())
    assert loose.instance.projects[2].name == '5" Book exchange'
    assert len(loose.votes) == 5
    blank = read_pb((CLEAN + "f;;20;M;internet\n").encode())
    assert (blank.ballots.voters, blank.votes[5].choices) == (6, ())
    short = read_pb((CLEAN + "g\n").encode())
    assert short.votes[5].choices == ()
    polish = read_pb(CLEAN.replace("Benches", "Ławki").encode("cp1250"))
    assert polish.instance.projects[0].name.startswith("Ławki")


@settings(max_examples=200)
@given(st.data())
def test_no_text_makes_the_reader_crash(data: st.DataObject) -> None:
    """A file is read or refused, whatever is cut out of or put into it."""
    cut = data.draw(st.integers(0, len(CLEAN)))
    end = data.draw(st.integers(cut, min(len(CLEAN), cut + 30)))
    marks = st.sampled_from(['"', ";", "\n", ",", "VOTES\n", "META\n", "0", "1/0"])
    junk = data.draw(st.one_of(st.text(max_size=6), marks))
    text = CLEAN[:cut] + junk + CLEAN[end:]
    for strict in (False, True):
        with contextlib.suppress(PabulibError):
            read_pb(text.encode("utf-8", "replace"), strict=strict)


@settings(max_examples=150)
@given(st.data())
def test_what_the_checker_refuses_strict_reading_refuses(data: st.DataObject) -> None:
    lines = CLEAN.split("\n")
    index = data.draw(st.integers(0, len(lines) - 2))
    cells = lines[index].split(";")
    place = data.draw(st.integers(0, len(cells) - 1))
    cells[place] = data.draw(
        st.sampled_from(["", "0", "1", "-1", "x", "1,2", " 1", "1.5", "999999999", "2026", "cost"])
    )
    lines[index] = ";".join(cells)
    text = "\n".join(lines)
    if checker_refuses(text):
        with pytest.raises(PabulibError):
            read_pb(text.encode(), strict=True)


def test_a_scoring_ballot_gives_the_default_score_to_what_it_does_not_name() -> None:
    text = POINTS.replace("vote_type;cumulative", "vote_type;scoring").replace("max_sum_points;6", "default_score;-1")
    election = read_pb(text.encode())
    assert dict(election.votes[4].choices) == {"4": 6}
    scores = {dict(choices)["4"]: dict(choices) for choices, _ in election.ballots.items()}
    assert scores[6] == {"1": -1, "2": -1, "3": -1, "4": 6}
    assert read_pb(write_pb(election).encode()) == election
    assert election.ballots.voters == 5
