"""XLIFF 1.2 and 2.0 (OASIS): segments with states and notes, placeholders as empty elements."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from i18n.exchange.segments import (
    Bundle,
    HostileFile,
    Segment,
    State,
    child,
    children,
    inline,
    local,
    outline,
    xml_root,
)

_STATES_12: dict[State, str] = {
    "empty": "new",
    "draft": "needs-translation",
    "stale": "needs-adaptation",
    "needs-review": "needs-review-translation",
    "reviewed": "translated",
    "approved": "final",
}
_STATES_20: dict[State, str] = {
    "empty": "initial",
    "draft": "translated",
    "stale": "initial",
    "needs-review": "translated",
    "reviewed": "reviewed",
    "approved": "final",
}


def write_xliff12(bundle: Bundle, original: str = "mitsprache") -> str:
    units = []
    for segment in bundle.segments:
        target = (
            f'<target xml:space="preserve" state="{_STATES_12[segment.state]}">'
            f"{inline(segment.target, 'x', 'equiv-text')}</target>"
        )
        note = f'<note xml:space="preserve">{escape(segment.note)}</note>' if segment.note else ""
        units.append(
            f"<trans-unit id={_attribute(segment.id)}>"
            f'<source xml:space="preserve">{inline(segment.source, "x", "equiv-text")}</source>'
            f"{target}{note}</trans-unit>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        f'<file original={_attribute(original)} datatype="plaintext" source-language={_attribute(bundle.source_tag)} '
        f"target-language={_attribute(bundle.target_tag)}><body>\n" + "\n".join(units) + "\n</body></file></xliff>\n"
    )


def write_xliff20(bundle: Bundle) -> str:
    """`subState` keeps the states that 2.0 has no word for."""
    units = []
    for number, segment in enumerate(bundle.segments, start=1):
        notes = f'<notes><note xml:space="preserve">{escape(segment.note)}</note></notes>' if segment.note else ""
        units.append(
            f'<unit id="u{number}" name={_attribute(segment.id)} xml:space="preserve">{notes}'
            f'<segment state="{_STATES_20[segment.state]}" subState="mitsprache:{segment.state}">'
            f"<source>{inline(segment.source, 'ph', 'equiv')}</source>"
            f"<target>{inline(segment.target, 'ph', 'equiv')}</target></segment></unit>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
        f"srcLang={_attribute(bundle.source_tag)} trgLang={_attribute(bundle.target_tag)}>"
        '<file id="f1">\n' + "\n".join(units) + "\n</file></xliff>\n"
    )


def read_xliff(content: bytes) -> Bundle:
    """Either version. Raises HostileFile."""
    root = xml_root(content, "xliff")
    version = root.get("version", "")
    read = {"1.2": _read12, "2.0": _read20, "2.1": _read20}.get(version)
    if read is None:
        raise HostileFile(f"XLIFF version {version!r}; 1.2 and 2.0 can be read")
    try:
        return read(root)
    except ValueError as error:
        raise HostileFile(str(error)) from None


def _read12(root: ElementTree.Element) -> Bundle:
    files = list(children(root, "file"))
    if not files:
        raise HostileFile("no <file> in it")
    segments = [
        Segment(
            unit.get("id", ""),
            outline(child(unit, "source"), "equiv-text"),
            outline(child(unit, "target"), "equiv-text"),
            _state12(child(unit, "target")),
            outline(child(unit, "note"), ""),
        )
        for file in files
        for unit in file.iter()
        if local(unit.tag) == "trans-unit"
    ]
    return Bundle(files[0].get("source-language", ""), files[0].get("target-language", ""), tuple(segments))


def _state12(target: ElementTree.Element | None) -> State:
    given = "" if target is None else target.get("state", "")
    return _back(
        _STATES_12, given, lambda: "draft" if target is not None and outline(target, "equiv-text") else "empty"
    )


def _read20(root: ElementTree.Element) -> Bundle:
    segments = []
    for unit in (element for element in root.iter() if local(element.tag) == "unit"):
        notes = child(unit, "notes")
        note = "" if notes is None else outline(child(notes, "note"), "")
        for part in children(unit, "segment"):
            target = outline(child(part, "target"), "equiv")
            segments.append(
                Segment(
                    unit.get("name") or unit.get("id") or "",
                    outline(child(part, "source"), "equiv"),
                    target,
                    _state20(part, target),
                    note,
                )
            )
    return Bundle(root.get("srcLang", ""), root.get("trgLang", ""), tuple(segments))


def _state20(part: ElementTree.Element, target: str) -> State:
    """The own state, unless a tool has set another one since."""
    given = part.get("state", "")
    kept = part.get("subState", "").removeprefix("mitsprache:")
    for state, told in _STATES_20.items():
        if state == kept and told == given:
            return state
    return _back(_STATES_20, given, lambda: "draft" if target else "empty")


def _back(table: dict[State, str], given: str, otherwise: Callable[[], State]) -> State:
    return next((state for state, told in table.items() if told == given), None) or otherwise()


def _attribute(value: str) -> str:
    return quoteattr(value, {"\n": "&#10;", "\t": "&#9;"})
