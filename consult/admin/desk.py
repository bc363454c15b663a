"""Who is at the desk, at which consultation, and how a page is shown to them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from consult.consultations import service as consultations
from consult.consultations.rules import Consultation
from consult.errors import NotFound, NotSignedIn, Refusal
from consult.staff import service as staff
from consult.staff.rules import Account, Role, require
from consult.web import languages
from consult.web.pages import redirect, render
from consult.web.wiring import Wiring, wiring
from i18n import Moment, Money
from i18n import texts as texts_of
from i18n.catalogues import UnknownMessage
from i18n.kinds import WrongFact
from i18n.texts import Texts

AnyRequest = Request[Any, Any, Any]
Page = Response[Any]

# Places of a consultation in the order of the work; who sees which.
PLACES: dict[str, frozenset[Role]] = {
    "": frozenset(Role),
    "setup": frozenset({Role.ADMINISTRATOR}),
    "projects": frozenset({Role.ADMINISTRATOR}),
    "proposals": frozenset({Role.ADMINISTRATOR, Role.INTAKE}),
    "notices": frozenset({Role.ADMINISTRATOR}),
    "statements": frozenset({Role.ADMINISTRATOR, Role.INTAKE}),
    "register": frozenset({Role.REGISTER}),
    "print": frozenset({Role.PRINT}),
    "handouts": frozenset({Role.ADMINISTRATOR, Role.PRINT, Role.INTAKE}),
    "intake": frozenset({Role.INTAKE}),
    "scan": frozenset({Role.INTAKE, Role.ADJUDICATOR}),
    "doubts": frozenset({Role.ADJUDICATOR}),
    "close": frozenset({Role.CLOSE}),
    "parity": frozenset({Role.ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of a person who is signed in and may be here."""

    request: AnyRequest
    parts: Wiring
    account: Account
    place: str
    consultation: Consultation | None

    @property
    def texts(self) -> Texts:
        return texts_of(languages.of_request(self.request).tag, self.parts.settings.timezone)

    @property
    def at(self) -> Consultation:
        assert self.consultation is not None, "this page belongs to a consultation"
        return self.consultation

    @property
    def home(self) -> str:
        return f"/admin/c/{self.at.slug}"

    def url(self, place: str) -> str:
        return f"{self.home}/{place}"

    def query(self, name: str) -> str:
        return str(self.request.query_params.get(name, ""))

    def may(self, *roles: Role) -> bool:
        return bool(self.account.roles & set(roles))

    def page(self, template: str, *, status: int = 200, problem: Refusal | None = None, **context: Any) -> Page:
        """A page with the menu around it; `problem` is said at its top."""
        if problem is not None:
            status = problem.status
        if "typed" in context:
            context["typed"] = defaultdict(str, context["typed"])
        shown = [name for name, roles in PLACES.items() if self.account.roles & roles]
        return render(
            self.request,
            f"admin/{template}.jinja",
            status=status,
            account=self.account,
            at=self.consultation,
            place=self.place,
            places=shown,
            problem=say(self.texts, problem) if problem else None,
            problem_field=problem.field if problem else None,
            done=self.query("done"),
            roles=Role,
            money=self.money,
            moment=self.moment,
            **context,
        )

    def money(self, cents: int) -> Money:
        return Money(cents, self.consultation.currency if self.consultation else "EUR")

    def moment(self, instant: Any) -> Moment:
        return Moment(instant, self.parts.settings.timezone)

    def go(self, place: str, done: str = "", *, cookies: list[Cookie] | None = None) -> Page:
        """To another page of this consultation after a form; `done` is the tail of a key `admin.done.…`."""
        separator = "&" if "?" in place else "?"
        return redirect(self.url(place) + (f"{separator}done={done}" if done else ""), cookies=cookies)

    def record(self, session: Any, action: str, **facts: str | int | bool) -> None:
        """To the audit log, in the same transaction."""
        at = self.consultation.id if self.consultation else None
        staff.record(session, self.parts.clock.now(), self.account.name, action, at, **facts)

    def note(self, action: str, **facts: str | int | bool) -> None:
        """To the audit log, in a transaction of its own."""
        with self.parts.database.writing() as session:
            self.record(session, action, **facts)


def enter(request: AnyRequest, *roles: Role, place: str = "", slug: str | None = None) -> Desk:
    """Raises `NotSignedIn`, `NotAllowed` without one of the roles (none named: any account), `NotFound`."""
    parts = wiring(request)
    subject = parts.sessions.required(request, "staff")
    with parts.database.reading() as session:
        try:
            account = staff.get(session, subject)
        except NotFound:
            raise NotSignedIn("error.not_signed_in") from None
        if not account.active:
            raise NotSignedIn("error.not_signed_in")
        require(account, *(roles or tuple(Role)))
        consultation = consultations.by_slug(session, slug) if slug is not None else None
    return Desk(request, parts, account, place, consultation)


def say(texts: Texts, refusal: Refusal) -> Any:
    """The refusal in the reader's words; one without words of its own says that something is not right."""
    try:
        return texts.html(refusal.key, **refusal.facts)
    except (UnknownMessage, WrongFact):
        return texts.html("admin.error.general")


def as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response[bytes]:
    """A file for spreadsheets: UTF-8 with mark, semicolons; a cell that begins like a formula is disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return download(("\ufeff" + out.getvalue()).encode(), f"{name}.csv", "text/csv; charset=utf-8")


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def download(data: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
