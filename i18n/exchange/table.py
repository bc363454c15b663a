"""CSV for volunteers with a spreadsheet, and TBX-Basic for glossaries."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from i18n.exchange.segments import STATES, Bundle, HostileFile, Segment, child, children, local, outline, xml_root
from i18n.glossary import Term

_HEADER = ("id", "source", "target", "state", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "'")


def write_csv(bundle: Bundle) -> str:
    """UTF-8 with a byte-order mark and semicolons, as spreadsheets here open it.

    A cell that a spreadsheet would calculate gets an apostrophe in front, which is taken off again on reading.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow((*_HEADER[:1], f"source:{bundle.source_tag}", f"target:{bundle.target_tag}", *_HEADER[3:]))
    for row in bundle.segments:
        writer.writerow([_guarded(cell) for cell in (row.id, row.source, row.target, row.state, row.note)])
    return "\ufeff" + out.getvalue()


def read_csv(content: bytes) -> Bundle:
    """Semicolons, commas or tabs. Raises HostileFile."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HostileFile("not UTF-8: save the table as CSV in UTF-8") from None
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise HostileFile(f"no readable table: {error}") from None
    head = [cell.partition(":") for cell in rows[0]] if rows else []
    if [name for name, _, _ in head] != list(_HEADER):
        raise HostileFile(f"the columns have to be {', '.join(_HEADER)}")
    segments = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(_HEADER):
            raise HostileFile(f"line {number} has {len(row)} cells, not {len(_HEADER)}")
        key, source, target, state, note = map(_unguarded, row)
        known = next((name for name in STATES if name == state), "draft" if target else "empty")
        try:
            segments.append(Segment(key, source, target, known, note))
        except ValueError as error:
            raise HostileFile(f"line {number}: {error}") from None
    try:
        return Bundle(head[1][2], head[2][2], tuple(segments))
    except ValueError as error:
        raise HostileFile(str(error)) from None


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


_FORBIDDEN_USE = "deprecatedTerm-admn-sts"
_KEPT_USE = "doNotTranslate"


def write_tbx(terms: Iterable[Term], source_tag: str) -> str:
    """TBX-Basic: a concept a term; forbidden words as deprecated terms."""
    entries = []
    for number, term in enumerate(terms, start=1):
        said = [] if term.keep else [f"<tig><term>{escape(term.target)}</term></tig>"]
        said += [
            f'<tig><term>{escape(word)}</term><termNote type="administrativeStatus">{_FORBIDDEN_USE}</termNote></tig>'
            for word in term.forbidden
        ]
        kept = f"<note>{_KEPT_USE}</note>" if term.keep else ""
        source = f"<langSet xml:lang={quoteattr(source_tag)}><tig><term>{escape(term.source)}</term></tig></langSet>"
        target = f"<langSet xml:lang={quoteattr(term.tag)}>{''.join(said)}</langSet>"
        entries.append(f'<termEntry id="t{number}">{kept}{source}{target}</termEntry>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<martif type="TBX-Basic" xml:lang="en"><martifHeader><fileDesc>'
        "<sourceDesc><p>mitsprache</p></sourceDesc></fileDesc></martifHeader><text><body>\n"
        + "\n".join(entries)
        + "\n</body></text></martif>\n"
    )


def read_tbx(content: bytes, source_tag: str) -> list[Term]:
    """Terms of every other language than `source_tag`. Raises HostileFile."""
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    terms = []
    for entry in (element for element in xml_root(content, "martif").iter() if local(element.tag) == "termEntry"):
        note = child(entry, "note")
        keep = note is not None and (note.text or "") == _KEPT_USE
        sets = {part.get(lang, ""): part for part in children(entry, "langSet")}
        own = sets.get(source_tag)
        source = "" if own is None else next((outline(child(tig, "term"), "") for tig in children(own, "tig")), "")
        for tag, part in sets.items():
            if tag == source_tag or not source:
                continue
            said: list[str] = []
            forbidden: list[str] = []
            for tig in children(part, "tig"):
                status = child(tig, "termNote")
                bad = status is not None and status.text == _FORBIDDEN_USE
                (forbidden if bad else said).append(outline(child(tig, "term"), ""))
            terms.append(Term(source, tag, said[0] if said else "", tuple(forbidden), keep))
    return terms
