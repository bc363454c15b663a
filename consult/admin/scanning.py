"""Scans come in as files; reading them runs beside the page."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from litestar import get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Desk, Page, enter
from consult.admin.forms import form_of
from consult.admin.printing import jobs_of
from consult.consultations.rules import State
from consult.errors import BadInput, Conflict, Refusal
from consult.paper import scanning as reading
from consult.paper import service, store
from consult.staff.rules import Role


@get("/c/{slug:str}/scan", sync_to_thread=False, include_in_schema=False)
def scan(request: AnyRequest, slug: FromPath[str]) -> Page:
    return _page(enter(request, Role.INTAKE, Role.ADJUDICATOR, place="scan", slug=slug))


def _page(desk: Desk, problem: Refusal | None = None) -> Page:
    with desk.parts.database.reading() as session:
        scans = store.scans_of(session, desk.at.id)
        names = list(dict.fromkeys(one.batch for one in scans))
        batches = [reading.summary(session, desk.at.id, name) for name in names]
    return desk.page(
        "scan",
        problem=problem,
        scans=scans,
        batches=batches,
        jobs=jobs_of(desk).at(desk.url("scan")),
        closed=desk.at.state not in {State.DRAFT, State.OPEN},
        suggested=str(len(names) + 1),
    )


@post("/c/{slug:str}/scan", status_code=200, include_in_schema=False)
async def upload(request: AnyRequest, slug: FromPath[str]) -> Page:
    desk = enter(request, Role.INTAKE, Role.ADJUDICATOR, place="scan", slug=slug)
    form = await form_of(request)
    parts, at = desk.parts, desk.at
    try:
        if at.state in {State.DRAFT, State.OPEN}:
            raise Conflict("admin.error.not_closed", detail="ballots are read after the vote is closed")
        batch = form.required("batch")[:40]
        given = await form.files("files")
        if not given:
            raise BadInput("admin.error.required", field="files", detail="no file was chosen")
        place = parts.settings.data_dir / "incoming" / secrets.token_hex(8)
        files = _put(place, given)
    except Refusal as refusal:
        return _page(desk, refusal)

    def work(report: object) -> None:
        assert callable(report)
        try:
            done = service.scan_batch(parts.database, parts.settings, at.id, files, batch, progress=report)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        desk.note("scanned", batch=batch, sides=done.sides)

    jobs_of(desk).start("scan", desk.url("scan"), work)
    return desk.go("scan", "started")


def _put(place: Path, given: list[tuple[str, bytes]]) -> list[Path]:
    place.mkdir(parents=True, mode=0o700)
    files = []
    for number, (name, data) in enumerate(given, 1):
        path = place / f"{number:04d}-{Path(name).name[-100:]}"
        path.write_bytes(data)
        files.append(path)
    return files


HANDLERS = [scan, upload]
