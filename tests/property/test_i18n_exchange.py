"""Segments go out and come back without loss in every format; hostile files are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.exchange.segments import STATES, Bundle, HostileFile, Segment
from i18n.exchange.table import read_csv, read_tbx, write_csv, write_tbx
from i18n.exchange.tmx import read_tmx, write_tmx
from i18n.exchange.xliff import read_xliff, write_xliff12, write_xliff20
from i18n.glossary import Term

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff")
TEXTS = st.lists(
    st.one_of(
        st.text(LETTERS, max_size=12),
        st.sampled_from(["{n:number}", "{name}", "<b>", "&amp;", "\n", "\t", "]]>", "'=", "\u2067"]),
    ),
    max_size=5,
).map("".join)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
BUNDLES = st.lists(
    st.builds(Segment, WORDS, WORDS, TEXTS, st.sampled_from(STATES), TEXTS), max_size=5, unique_by=lambda s: s.id
).map(lambda segments: Bundle("de", "ar", tuple(segments)))

WAYS: dict[str, tuple[Callable[[Bundle], str], Callable[[bytes], Bundle]]] = {
    "xliff 1.2": (write_xliff12, read_xliff),
    "xliff 2.0": (write_xliff20, read_xliff),
    "csv": (write_csv, read_csv),
}


@pytest.mark.parametrize("way", WAYS)
@given(bundle=BUNDLES)
def test_nothing_is_lost(way: str, bundle: Bundle) -> None:
    write, read = WAYS[way]
    assert read(write(bundle).encode()) == bundle


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5))
def test_a_memory_comes_back(pairs: list[tuple[str, str]]) -> None:
    assert read_tmx(write_tmx(pairs, "de", "uk").encode(), "de", "uk") == pairs


@given(
    st.lists(
        st.builds(Term, WORDS, st.just("en"), WORDS, st.lists(WORDS, max_size=2).map(tuple), st.just(False)), max_size=4
    )
)
def test_a_glossary_comes_back(terms: list[Term]) -> None:
    assert read_tbx(write_tbx(terms, "de").encode(), "de") == terms


def test_a_name_that_stays_comes_back() -> None:
    terms = [Term("Musterstadt", "en", "", keep=True)]
    assert read_tbx(write_tbx(terms, "de").encode(), "de") == terms


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xliff version="1.2">&b;</xliff>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx>&a;</tmx>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        OUTSIDE,
        b"",
        b"PK\x03\x04",
        b"<html/>",
        b'<xliff version="3.0"/>',
        b'<xliff version="1.2"/>',
        b"<a>" * 50 + b"</a>" * 50,
        b'<?xml version="1.0" encoding="unknown"?><xliff/>',
        b'<xliff version="2.0"><file><unit id="a"><segment/></unit><unit id="a"><segment/></unit></file></xliff>',
    ],
)
def test_hostile_or_foreign_files_are_refused(content: bytes) -> None:
    with pytest.raises(HostileFile):
        read_xliff(content)
    with pytest.raises(HostileFile):
        read_tmx(content, "de", "en")


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n", b"\xff\xfe", b"id;source:de;target:ar;state;note\nx;y\n", b'id;source;target;state;note\n"x'],
)
def test_a_broken_table_is_refused(content: bytes) -> None:
    with pytest.raises(HostileFile):
        read_csv(content)


def test_a_cell_is_never_calculated() -> None:
    written = write_csv(Bundle("de", "en", (Segment("k", "=1+1", "@x", "draft"),)))
    assert '"\'=1+1"' in written
    assert '"\'@x"' in written


def test_another_tool_reads_and_writes_them_back(tmp_path: Path) -> None:
    """translate-toolkit is GPL and so no dependency; where it is installed it is the witness."""
    factory = pytest.importorskip("translate.storage.factory", reason="translate-toolkit is not installed")
    bundle = Bundle(
        "de",
        "ar",
        (
            Segment("web.a", "Bis {d:deadline} & <b>mehr</b>", "حتى {d:deadline}", "draft", "Notiz"),
            Segment("web.b", "Zwei\nZeilen"),
            Segment("web.c", "Ende", "نهاية", "approved"),
        ),
    )
    (tmp_path / "a.xlf").write_text(write_xliff12(bundle), "utf-8")
    factory.getobject(str(tmp_path / "a.xlf")).savefile(str(tmp_path / "b.xlf"))
    assert read_xliff((tmp_path / "b.xlf").read_bytes()) == bundle
    pairs = [("Hallo {name}", "Hello {name}"), ("A & B", "A & B")]
    (tmp_path / "a.tmx").write_text(write_tmx(pairs, "de", "en"), "utf-8")
    factory.getobject(str(tmp_path / "a.tmx")).savefile(str(tmp_path / "b.tmx"))
    assert read_tmx((tmp_path / "b.tmx").read_bytes(), "de", "en") == pairs


def test_what_other_tools_write_is_read() -> None:
    other = (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="de" '
        'target-language="pl"><body><group><trans-unit id="1"><source>Hallo <g id="1">Welt</g></source>'
        '<target>Witaj <g id="1">świecie</g></target></trans-unit></group></body></file></xliff>'
    )
    (segment,) = read_xliff(other.encode()).segments
    assert (segment.source, segment.target, segment.state) == ("Hallo Welt", "Witaj świecie", "draft")
    tmx = (
        '<tmx version="1.4"><body><tu><tuv xml:lang="DE-de"><seg>Ja</seg></tuv>'
        '<tuv xml:lang="en_GB"><seg>Yes</seg></tuv></tu></body></tmx>'
    )
    assert read_tmx(tmx.encode(), "de", "en") == [("Ja", "Yes")]
