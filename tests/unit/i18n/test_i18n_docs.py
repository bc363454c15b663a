"""The reference page says what the code does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from i18n import (
    KINDS,
    LANGUAGES,
    Address,
    DateRange,
    Duration,
    Measure,
    Moment,
    Money,
    TimeRange,
    texts,
)
from i18n.parsing import plain

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "languages.md"
EVENING = Moment(datetime(2026, 11, 22, 17, 0, tzinfo=UTC))
EXAMPLES: dict[str, Any] = {
    "date": date(2026, 11, 22),
    "daterange": DateRange(date(2026, 11, 1), date(2026, 11, 22)),
    "time": time(18),
    "timerange": TimeRange(time(9), time(18)),
    "datetime": EVENING,
    "deadline": EVENING,
    "duration": Duration(3, "week"),
    "number": 12_345,
    "percent": Decimal("12.5"),
    "money": Money(2_500_000),
    "unit": Measure(Decimal("3.5"), "km"),
    "phone": "0821 324-4200",
    "email": "hilfe@stadt.example",
    "url": "https://stadt.example/mitmachen",
    "address": Address(("Rathaus", "Markt 1", "86150 Augsburg")),
    "code": "ABCD-EFGH-JKM",
    "filenumber": "61.2-BP 12/2026",
    "law": "§ 3 Abs. 2 BauGB",
    "name": "José Müller",
    "list": ["Ost", "Mitte", "Süd"],
}


def language_rows() -> Iterator[str]:
    for row in LANGUAGES.values():
        yield (
            f"| `{row.tag}` | {row.english} | {row.own_name} | {row.direction} | {row.script} | {row.font} "
            f"| {', '.join(row.categories)} |"
        )


def kind_rows() -> Iterator[str]:
    for name, kind in KINDS.items():
        told = [plain(texts(tag).fact(EXAMPLES[name], name)) for tag in ("de", "en", "ar")]
        yield f"| `{name}` | {kind.wants} | {' | '.join(told)} | {'yes' if kind.verbatim else ''} |"


def test_the_reference_lists_every_language_and_every_kind() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert rows == [*language_rows(), *kind_rows()]
