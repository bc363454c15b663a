"""Paper forms that come back: proposal, statement, support, objection.

Fields stand at the same places in every language and style: a scan is cut up without reading a word.
Each copy has its own id code (top right) and four corner marks to straighten the scan by. Lengths are millimetres from
the top left.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from i18n import Moment
from print_channel.edition import Edition
from print_channel.letter import Sender
from print_channel.stamp import Stamped, stamp
from print_channel.stamp_probe import template_from_html
from print_channel.style import render, slot, styles

CORNERS = ((10.0, 10.0), (195.0, 10.0), (10.0, 282.0), (195.0, 282.0))  # top left corner of each 5 mm square
CORNER = 5.0
CODE = (162.0, 17.0, 24.0)  # x, y, side without the quiet zone
_ID = re.compile(r"F1:([a-z]+):([A-Za-z0-9-]{1,24}):([0-9A-Z]{4,12})")


@dataclass(frozen=True, slots=True)
class Field:
    """A place to write in. `label` is a key of the catalogue; `lines`: ruled lines, 0 for an empty box."""

    name: str
    x: float
    y: float
    w: float
    h: float
    label: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """`kind` names it in the id code; `hint` says in one sentence what it is for."""

    kind: str
    title: str
    hint: str
    fields: tuple[Field, ...]


def _who(y: float) -> tuple[Field, ...]:
    return (
        Field("name", 25, y, 80, 11, "paper.form.name"),
        Field("contact", 110, y, 80, 11, "paper.form.contact"),
        Field("address", 25, y + 21, 165, 11, "paper.form.address"),
    )


def _form(kind: str, *fields: Field) -> Form:
    return Form(kind, f"paper.form.{kind}", f"paper.form.{kind}_hint", fields)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.kind: form
        for form in (
            _form(
                "proposal",
                Field("title", 25, 83, 165, 12, "paper.form.proposal_title"),
                Field("place", 25, 105, 165, 11, "paper.form.place"),
                Field("text", 25, 126, 165, 76, "paper.form.proposal_text", lines=8),
                *_who(213),
            ),
            _form(
                "statement",
                Field("about", 25, 83, 165, 12, "paper.form.about"),
                Field("text", 25, 105, 165, 97, "paper.form.statement_text", lines=10),
                *_who(213),
            ),
            _form(
                "support",
                Field("number", 25, 83, 45, 13, "paper.form.number"),
                Field("proposal", 75, 83, 115, 13, "paper.form.proposal_name"),
                Field("text", 25, 106, 165, 96, "paper.form.support_text", lines=10),
                *_who(213),
            ),
            _form(
                "objection",
                Field("about", 25, 83, 165, 12, "paper.form.about"),
                Field("text", 25, 105, 165, 76, "paper.form.objection_text", lines=8),
                Field("date", 25, 192, 50, 11, "paper.form.date"),
                Field("signature", 80, 192, 110, 11, "paper.form.signature"),
                *_who(213),
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class FormId:
    """What the code on a form says."""

    kind: str
    consultation: str
    serial: str


def form_payload(form: FormId) -> str:
    payload = f"F1:{form.kind}:{form.consultation}:{form.serial}"
    if read_form_id(payload) != form:
        raise ValueError(f"not the id of a form: {form}")
    return payload


def read_form_id(payload: str) -> FormId | None:
    """The id from a scanned code, None if it is none of ours."""
    found = _ID.fullmatch(payload.strip())
    return FormId(found[1], found[2], found[3]) if found and found[1] in FORMS else None


def print_forms(
    edition: Edition,
    kind: str,
    sender: Sender,
    consultation: tuple[str, str],
    serials: Iterable[str],
    *,
    out: Path,
    deadline: Moment | None = None,
) -> Stamped:
    """One PDF with a copy of the form for each serial. `consultation`: its slug (in the code) and its title (in words).

    Raises `TooMuchText` when a label outgrows its place, `ValueError` for a slug or serial that can't be in a code.
    """
    form, (slug, title) = FORMS[kind], consultation
    html = render(
        "form.html",
        texts=edition.texts,
        t=edition.texts.html,
        style=edition.style,
        form=form,
        sender=sender,
        title=title,
        deadline=deadline,
        corners=CORNERS,
        corner=CORNER,
        code=CODE,
        slot=slot,
    )
    template = template_from_html(
        html,
        lang=edition.tag,
        direction=edition.texts.direction,
        stylesheets=styles(edition.tag, edition.style, "form"),
        codes={"id": ("qr", len(form_payload(FormId(kind, slug, "0" * 12))))},
        title=edition.texts.text(form.title),
    )
    records = ({"id": form_payload(FormId(kind, slug, serial)), "serial": serial} for serial in serials)
    return stamp(template, records, out)
