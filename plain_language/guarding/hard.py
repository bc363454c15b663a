"""Hard facts: each value of the source stands in the target, the target adds none, and each keeps its part.

The part of a fact is what the words before it make of it: from, until, at least, at most, before, after.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from plain_language.guarding.units import Reading, stem
from plain_language.model import Alarm, Fact

DERIVED = {"deadline"}
_LIMITED = {
    "date",
    "month",
    "time",
    "duration",
    "amount",
    "percentage",
    "quantity",
    "number",
    "year",
    "weekday",
    "fraction",
}
_EQUAL_UNITS = {("2 week", "14 day"), ("1 week", "7 day"), ("3 week", "21 day"), ("4 week", "28 day"), ("6 week", "42 day"), ("1 year", "12 month"),  # noqa: E501 - a pattern or list is read in one piece
                ("0.5 year", "6 month"), ("1 day", "24 hour"), ("2 year", "24 month"), ("0.5 hour", "30 minute"), ("1 hour", "60 minute"), ("1 quarter", "3 month"),  # noqa: E501 - a pattern or list is read in one piece
                ("2 day", "48 hour"), ("3 day", "72 hour"), ("1.5 year", "18 month")}  # fmt: skip
_ENUMERATED = re.compile(r"\s*(?:Möglichkeiten|Wege|Arten|Punkte|Dinge|Fragen|Schritte|Teile|Gruppen|Regeln)\b", re.I)
_NUMERIC = {"number", "quantity", "identifier", "room", "year", "file_number"}


def same(one: Fact, two: Fact) -> bool:
    """Whether two facts say the same, also where one says a little less (no year, no section)."""
    if one.kind in _NUMERIC and two.kind in _NUMERIC:
        return _number(one) == _number(two)
    if {one.kind, two.kind} == {"duration", "number"}:
        return one.value.split()[0] == two.value.split()[0]
    if one.kind != two.kind:
        return False
    if one.value == two.value:
        return True
    if one.kind in {"date", "month"}:
        return (one.value.startswith("--") or two.value.startswith("--")) and one.value.lstrip("-")[
            -5:
        ] == two.value.lstrip("-")[-5:]
    if one.kind == "duration":
        return (
            (one.value, two.value) in _EQUAL_UNITS
            or (two.value, one.value) in _EQUAL_UNITS
            or (
                {one.value.split()[0], two.value.split()[0]} == {one.value.split()[0]}
                and {one.value.split()[1], two.value.split()[1]} <= {"year", "age", "school year"}
            )
        )
    if one.kind == "law":
        return _law(one.value) == _law(two.value)
    if one.kind == "person":
        return one.value.split()[-1].rstrip("s") == two.value.split()[-1].rstrip("s")
    if one.kind == "address":
        return one.value.replace("-", "").replace("–", "") == two.value.replace("-", "").replace("–", "")
    if one.kind == "phone":
        return one.value.endswith(two.value) or two.value.endswith(one.value)
    return False


def _number(fact: Fact) -> str:
    return re.sub(r"[^\d.,/a-z-]", "", fact.value.lower().split()[0] if fact.kind == "quantity" else fact.value.lower())


def _law(value: str) -> tuple[str, ...]:
    """Numbers of a reference; the statute's name may be short or long, or said elsewhere."""
    return tuple(re.findall(r"\d+[a-z]?|lit\. [a-z]", value))


def _spelled(text: str, fact: Fact) -> bool:
    return bool(re.search(rf"(?<!\d){re.escape(fact.text.strip())}(?!\d)", text))


def values(source: Reading, target: Reading) -> Iterator[Alarm]:
    """Facts lost and added; a changed value is reported once, with both places where they can be told."""
    here = [fact for fact in source.facts if fact.kind not in DERIVED]
    there = [fact for fact in target.facts if fact.kind not in DERIVED]
    lost = [one for one in here if not any(same(one, two) for two in there) and not _excused(one, here, there, target)]
    added = [two for two in there if not any(same(one, two) for one in here) and not _harmless(two, target, source)]
    paired: set[int] = set()
    for one in lost:
        partner = next((n for n, two in enumerate(added) if n not in paired and two.kind == one.kind), None)
        if partner is None:
            yield Alarm("fact_lost", one.span, None, f"{one.kind} {one.text!r} is missing")
        else:
            paired.add(partner)
            two = added[partner]
            yield Alarm("fact_changed", one.span, two.span, f"{one.kind} {one.text!r} became {two.text!r}")
    for number, two in enumerate(added):
        if number not in paired:
            yield Alarm("fact_added", None, two.span, f"{two.kind} {two.text!r} is not in the source")


def _excused(fact: Fact, here: list[Fact], there: list[Fact], target: Reading) -> bool:
    """A weekday beside its date says nothing new; a year may be said with a date; a number may be spelled otherwise."""
    if fact.kind == "weekday":
        return any(other.kind == "date" and 0 <= other.start - fact.end <= 8 for other in here) and not any(
            other.kind == "weekday" for other in there
        )
    if fact.kind in {"year", "month"}:
        return any(fact.value.lstrip("-") in other.value for other in there)
    if fact.kind == "number" and fact.value == "1":
        return True
    if fact.kind == "duration":
        number, unit = fact.value.split(maxsplit=1)
        return (
            number == "1"
            and unit in {"day", "week", "month", "year"}
            and bool(
                re.search(
                    {
                        "day": r"täglich|\bTag\b|Tages",
                        "week": r"wöchentlich|Woche\b",
                        "month": r"monatlich|Monat\b",
                        "year": r"jährlich|\bJahr\b",
                    }[unit],
                    target.text,
                )
            )
        )
    if fact.kind == "person":
        return fact.value.split()[-1] in target.text
    return fact.kind in {"identifier", "file_number"} and _spelled(target.text, fact)


def _harmless(fact: Fact, target: Reading, source: Reading) -> bool:
    """Counting what follows (`2 Möglichkeiten`), or a figure the source spells in another way."""
    if fact.kind in {"number", "quantity"} and _ENUMERATED.match(target.text[fact.end :]):
        return True
    if fact.kind == "number" and fact.value == "1":
        return True
    if fact.kind == "year":
        return any(fact.value in other.value for other in source.facts)
    if fact.kind == "duration" and fact.value.startswith("1 "):
        unit = fact.value.split(maxsplit=1)[1]
        pattern = {
            "day": r"täglich|\btags",
            "week": r"wöchentlich|\bWoche",
            "month": r"monatlich|\bMonat",
            "year": r"jährlich|\bJahr",
        }.get(unit)
        return bool(pattern and re.search(pattern, source.text, re.I))
    return False


_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("at_least", re.compile(r"\b(?:mindestens|wenigstens|nicht weniger als|min\.|mind\.)\s*(?:\w+\s){0,2}$", re.I)),
    ("at_most", re.compile(r"\b(?:höchstens|maximal|nicht mehr als|bis zu\b|max\.|nicht länger als)\s*(?:\w+\s){0,2}$", re.I)),  # noqa: E501 - a pattern or list is read in one piece
    ("more_than", re.compile(r"\b(?:mehr als|über|länger als)\s+$", re.I)),
    ("less_than", re.compile(r"\b(?:weniger als|unter)\s+$", re.I)),
    ("until", re.compile(r"\b(?:bis|spätestens|nicht später als)\s+(?:(?:einschließlich|einschl\.|zum|zu|am|den|dem|voraussichtlich|spätestens|um|auf|der|wahrscheinlich|mit|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag),?\s*)*$", re.I)),  # noqa: E501 - a pattern or list is read in one piece
    ("after", re.compile(r"\b(?:nach|später als)\s+(?:(?:dem|der|den)\s*)?$", re.I)),
    ("before", re.compile(r"\b(?:vor|früher als)\s+(?:(?:dem|der|den)\s*)?$", re.I)),
    ("from", re.compile(r"\b(?:ab|seit|von|vom|frühestens|zwischen|beginnend|beginnt)\s+(?:(?:dem|den|der|am|um|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag),?\s*)*$", re.I)),  # noqa: E501 - a pattern or list is read in one piece
    ("on", re.compile(r"\b(?:am|um)\s+(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag),?\s*(?:dem|den)?\s*)?$", re.I)),  # noqa: E501 - a pattern or list is read in one piece
)  # fmt: skip
_OPPOSED = {
    frozenset(pair)
    for pair in (("until", "from"), ("until", "after"), ("before", "after"), ("at_least", "at_most"), ("more_than", "less_than"),  # noqa: E501 - a pattern or list is read in one piece
                 ("at_least", "less_than"), ("at_most", "more_than"), ("from", "before"), ("until", "on"), ("from", "until"))  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip
_REVERSED = {frozenset(pair) for pair in (("until", "from"), ("until", "after"), ("before", "after"))}
_DEMANDING = {"at_least", "at_most", "more_than", "less_than"}
_EQUIVALENT = {
    "at_least": {"at_least", "from"},
    "at_most": {"at_most", "until"},
    "more_than": {"more_than", "from"},
    "less_than": {"less_than"},
}
_RANGE_END = re.compile(r"\d(?:\.\s*\w*)?(?:\s*Uhr)?\s*[-–—]\s*$")


def role(text: str, fact: Fact) -> str:
    """What the words before a fact make of it; empty where they say nothing."""
    head = re.sub(r"\s+", " ", text[max(0, fact.start - 60) : fact.start])
    for name, pattern in _ROLES:
        if pattern.search(head):
            return name
    return "until" if _RANGE_END.search(head) else ""


def roles(source: Reading, target: Reading) -> Iterator[Alarm]:
    """A value whose part turned into its opposite, or that lost its `at least`."""
    for one, mine, two, theirs in _by_value(source, target):
        if not mine or not theirs:
            continue
        turned = any(frozenset((a, b)) in _OPPOSED for a in mine - theirs for b in theirs - mine if a and b)
        if turned or any(frozenset((a, b)) in _REVERSED for a in mine for b in theirs - mine):
            yield Alarm("limit_changed", one.span, two.span, f"{one.text!r} was {_names(mine)}, now {_names(theirs)}")
        else:
            for name in (mine & _DEMANDING) - theirs:
                if not theirs & _EQUIVALENT[name] and not _limit_nearby(target, two, name):
                    yield Alarm(
                        "limit_changed", one.span, two.span, f"{name.replace('_', ' ')} {one.text!r} lost its limit"
                    )
            for name in (theirs & _DEMANDING) - mine:
                if not any(
                    name in _EQUIVALENT.get(other, ()) or other in _EQUIVALENT[name] for other in mine
                ) and not _limit_nearby(source, one, name):
                    yield Alarm("limit_changed", one.span, two.span, f"{two.text!r} is now {name.replace('_', ' ')}")


_EVENT = re.compile(
    r"\b(?P<d>vor|nach)\s+(?:der|dem|seiner|ihrer|dessen|diese[rm])?\s*(?:öffentlichen\s|schriftlichen\s)?(?P<e>[A-ZÄÖÜ]\w*(?:gabe|ung|machung|beginn|lauf|schluss|treten|gang|ende|stellung|halt|legung|tag)|Beginn|Ende|Ablauf|Abschluss)\b"
)


def directions(source: Reading, target: Reading) -> Iterator[Alarm]:
    """`nach der Bekanntmachung` that became `vor der Bekanntmachung`."""
    known = {(match["d"].lower(), stem(match["e"])) for match in _EVENT.finditer(source.text)}
    for match in _EVENT.finditer(target.text):
        here, event = match["d"].lower(), stem(match["e"])
        other = "vor" if here == "nach" else "nach"
        if (here, event) not in known and (other, event) in known:
            yield Alarm("limit_changed", None, match.span(), f"{match.group()!r}, the source says {other}")
    for word, excuse in (("außerhalb|ausserhalb", "auß|auss"), ("frühestens", "nicht|ab|erst|früh")):
        found = re.search(rf"\b(?:{word})\b", target.text, re.I)
        if found and not re.search(rf"\b(?:{excuse})", source.text, re.I):
            yield Alarm("limit_changed", None, found.span(), f"{found.group()!r} is not in the source")


_LIMIT_WORDS = {
    "at_least": r"mindest|wenigst|ab\b|vollende|älter|nicht weniger|nicht unter",
    "at_most": r"höchst|maxim|bis\b|nicht mehr als|nicht über|darf\b.*nicht|obergrenze",
    "more_than": r"mehr|über|älter|ab\b|nicht weniger",
    "less_than": r"weniger|unter|jünger|noch nicht",
}


def _limit_nearby(reading: Reading, fact: Fact, name: str) -> bool:
    for sentence in reading.sentences:
        if sentence.start <= fact.start < sentence.end:
            return bool(re.search(_LIMIT_WORDS[name], sentence.text, re.I))
    return False


def _names(found: set[str]) -> str:
    return "/".join(sorted(name.replace("_", " ") for name in found if name)) or "plain"


def _by_value(source: Reading, target: Reading) -> Iterator[tuple[Fact, set[str], Fact, set[str]]]:
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in source.facts:
        if fact.kind in _LIMITED:
            groups[fact.kind, fact.value].append(fact)
    for found in groups.values():
        matches = [two for two in target.facts if two.kind not in DERIVED and same(found[0], two)]
        if matches:
            yield found[0], {role(source.text, f) for f in found}, matches[0], {role(target.text, f) for f in matches}
