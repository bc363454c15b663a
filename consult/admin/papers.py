"""Scans of paper forms that a clerk types in: shown beside the fields, kept until the process of answering is over."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Response, get, post
from litestar.params import FromPath

from consult.admin.desk import AnyRequest, Page, enter
from consult.admin.forms import form_of
from consult.consultations.rules import Consultation
from consult.errors import BadInput, NotFound, Refusal
from consult.settings import Settings
from consult.staff.rules import Role

TOKEN = re.compile(r"[0-9a-f]{24}")
MOST_BYTES = 40 * 1024 * 1024


def folder(settings: Settings, consultation: Consultation) -> Path:
    return settings.data_dir / "forms" / consultation.id


def keep(settings: Settings, consultation: Consultation, name: str, data: bytes) -> str:
    """The first page as PNG; the token names it. Raises `BadInput` for what is no scan."""
    from consult.paper.scanning import png
    from print_channel.reading.files import ScanFileError, ScanLimits, pages_of

    with TemporaryDirectory() as place:
        path = Path(place) / f"form{Path(name).suffix.lower()}"
        path.write_bytes(data)
        try:
            picture = png(next(iter(pages_of(path, ScanLimits(bytes=MOST_BYTES)))))
        except (ScanFileError, StopIteration) as error:
            raise BadInput("admin.error.scan_file", field="scan", detail=str(error)) from None
    token = secrets.token_hex(12)
    target = folder(settings, consultation)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    (target / f"{token}.png").write_bytes(picture)
    return token


@post("/c/{slug:str}/papers", status_code=200, include_in_schema=False)
async def upload(request: AnyRequest, slug: FromPath[str]) -> Page:
    """`to` says which form is typed: proposals or statements."""
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, slug=slug)
    form = await form_of(request)
    to = form.text("to") if form.text("to") in {"proposals", "statements"} else "proposals"
    try:
        chosen = await form.file("scan")
        if chosen is None:
            raise BadInput("admin.error.required", field="scan", detail="no file was chosen")
        token = keep(desk.parts.settings, desk.at, *chosen)
    except Refusal as refusal:
        return desk.page("paper_upload", problem=refusal, to=to)
    return desk.go(f"{to}/new?scan={token}")


@get("/c/{slug:str}/papers/{token:str}", sync_to_thread=False, include_in_schema=False)
def picture(request: AnyRequest, slug: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    desk = enter(request, Role.ADMINISTRATOR, Role.INTAKE, slug=slug)
    path = folder(desk.parts.settings, desk.at) / f"{token}.png"
    if not TOKEN.fullmatch(token) or not path.is_file():
        raise NotFound("error.not_found")
    return Response(path.read_bytes(), media_type="image/png", headers={"cache-control": "no-store"})


def checked(token: str) -> str:
    return token if TOKEN.fullmatch(token) else ""


HANDLERS = [upload, picture]
