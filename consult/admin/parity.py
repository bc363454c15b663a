"""Equal rights on every channel: which ways this consultation offers, and the published reason where one is missing."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import form_of
from consult.errors import Refusal
from consult.inclusion import service
from consult.inclusion.rules import Channel
from consult.inclusion.table import RIGHTS
from consult.staff.rules import Role


@get("/c/{slug:str}/parity", sync_to_thread=False, include_in_schema=False)
def parity(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.ADMINISTRATOR, place="parity", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        found = service.parity(session, desk.at.id)
    rights: dict[str, dict[str, object]] = {}
    for cell in found.cells:
        rights.setdefault(cell.right, {})[cell.channel.value] = cell
    return desk.page("parity", problem=problem, found=found, rights=rights, channels=list(Channel), table=RIGHTS)


@post("/c/{slug:str}/parity", status_code=200, include_in_schema=False)
async def change(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.ADMINISTRATOR, place="parity", slug=slug)
    form = await form_of(request)
    right, channel = form.text("right"), form.text("channel")
    try:
        with desk.parts.database.writing() as session:
            if channel:
                service.switch_way(session, desk.at.id, right, channel, on=form.ticked("on"))
            else:
                service.give_reason(session, desk.at.id, right, form.text("reason"))
            desk.record(session, "parity_changed", right=right, channel=channel)
    except Refusal as refusal:
        return _page(desk, refusal)
    return desk.go("parity", "saved")


HANDLERS = [parity, change]
