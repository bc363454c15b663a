"""What clerks type, read strictly: every function raises `BadInput` naming the field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile

from consult.errors import BadInput

_MONEY = re.compile(r"(\d{1,3}(?:[.\s]\d{3})*|\d+)(?:,(\d{1,2}))?")


class Form:
    """One submitted form. Texts come stripped; files are read by `file`."""

    def __init__(self, values: FormMultiDict) -> None:
        self._values = values

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """As typed: blanks belong to a password."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else ""

    def ticked(self, name: str) -> bool:
        return bool(self.text(name))

    def several(self, name: str) -> list[str]:
        return [value for value in self._values.getall(name, []) if isinstance(value, str)]

    def by_prefix(self, prefix: str) -> dict[str, str]:
        """`prefix.key` -> value, for rows of a table."""
        return {name.removeprefix(prefix): self.text(name) for name in self._values if name.startswith(prefix)}

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise BadInput("admin.error.required", field=name, detail=f"{name} is empty")
        return value

    def whole(self, name: str, *, least: int = 0, most: int = 10**9) -> int:
        value = self.optional_whole(name, least=least, most=most)
        if value is None:
            raise BadInput("admin.error.required", field=name, detail=f"{name} is empty")
        return value

    def optional_whole(self, name: str, *, least: int = 0, most: int = 10**9) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            raise BadInput("admin.error.whole", field=name, least=least, most=most, detail=f"{name}: a whole number")
        return int(text)

    def cents(self, name: str) -> int:
        value = self.optional_cents(name)
        if value is None:
            raise BadInput("admin.error.required", field=name, detail=f"{name} is empty")
        return value

    def optional_cents(self, name: str) -> int | None:
        """`12.500`, `12500`, `12 500,00` -> cents. A point is a thousands mark, as on German forms."""
        text = self.text(name).removesuffix("€").strip()
        if not text:
            return None
        found = _MONEY.fullmatch(text)
        if found is None:
            raise BadInput("admin.error.money", field=name, detail=f"{name}: an amount such as 12.500,00")
        euros = re.sub(r"\D", "", found[1])
        return int(euros) * 100 + int((found[2] or "0").ljust(2, "0"))

    def instant(self, name: str, zone: ZoneInfo) -> datetime:
        value = self.optional_instant(name, zone)
        if value is None:
            raise BadInput("admin.error.required", field=name, detail=f"{name} is empty")
        return value

    def optional_instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The city's clock as typed -> UTC."""
        text = self.text(name)
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            raise BadInput("admin.error.instant", field=name, detail=f"{name}: a date and time") from None
        return (local.replace(tzinfo=zone) if local.tzinfo is None else local).astimezone(UTC)

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.required(name))
        except ValueError:
            raise BadInput("admin.error.instant", field=name, detail=f"{name}: a date") from None

    def confirmed(self, name: str, word: str) -> None:
        """Steps that can't be taken back need the word that the page asks for."""
        if self.text(name).casefold() != word.casefold():
            raise BadInput("admin.error.word", field=name, word=word, detail=f"type {word} to confirm")

    async def file(self, name: str) -> tuple[str, bytes] | None:
        """Name and content of an uploaded file, or None where none was chosen."""
        value = self._values.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            return None
        return value.filename, await value.read()

    async def files(self, name: str) -> list[tuple[str, bytes]]:
        chosen = [value for value in self._values.getall(name, []) if isinstance(value, UploadFile) and value.filename]
        return [(value.filename, await value.read()) for value in chosen]


async def form_of(request: Request[Any, Any, Any]) -> Form:
    return Form(await request.form())


def shown_instant(instant: datetime | None, zone: ZoneInfo) -> str:
    """For an input of type datetime-local."""
    return "" if instant is None else instant.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def shown_cents(cents: int | None) -> str:
    """As `cents` reads it back."""
    if cents is None:
        return ""
    euros = f"{cents // 100:,}".replace(",", ".")
    return euros if cents % 100 == 0 else f"{euros},{cents % 100:02d}"
