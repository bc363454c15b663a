"""Style, script and fonts. Fonts stay in their pinned packages and are served from there."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from litestar import Response, Router, get
from litestar.params import FromPath

from consult.errors import NotFound

STATIC = Path(__file__).resolve().parent.parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}  # the address carries a version
SOURCE = ("weblate_fonts", "static/weblate_fonts")
ARABIC = ("fontpkg_ibm_plex_sans_arabic", "files")
FONTS: dict[str, tuple[str, str]] = {
    "sans.woff2": (SOURCE[0], f"{SOURCE[1]}/source-sans/woff2/SourceSans3-Regular.ttf.woff2"),
    "sans-bold.woff2": (SOURCE[0], f"{SOURCE[1]}/source-sans/woff2/SourceSans3-Semibold.ttf.woff2"),
    "code.woff2": (SOURCE[0], f"{SOURCE[1]}/source-code/woff2/SourceCodePro-Semibold.ttf.woff2"),
    "arabic.ttf": (ARABIC[0], f"{ARABIC[1]}/IBMPlexSansArabic-Regular.ttf"),
    "arabic-bold.ttf": (ARABIC[0], f"{ARABIC[1]}/IBMPlexSansArabic-SemiBold.ttf"),
}


@cache
def content(name: str) -> bytes | None:
    """A file of our own, by name; only what is in the folder now."""
    known = {path.name: path for path in STATIC.iterdir() if path.suffix in TYPES}
    return known[name].read_bytes() if name in known else None


@cache
def font(name: str) -> bytes | None:
    if name not in FONTS:
        return None
    package, place = FONTS[name]
    return files(package).joinpath(*place.split("/")).read_bytes()


def address(name: str) -> str:
    """URL of a file of our own, with a version, so that browsers keep it until it changes."""
    data = content(name)
    if data is None:
        raise FileNotFoundError(name)
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:10]}"


@get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)
def static_file(name: FromPath[str]) -> Response[bytes]:
    return _answer(content(name), name)


@get("/static/fonts/{name:str}", sync_to_thread=False, include_in_schema=False)
def font_file(name: FromPath[str]) -> Response[bytes]:
    return _answer(font(name), name)


def _answer(data: bytes | None, name: str) -> Response[bytes]:
    if data is None:
        raise NotFound("error.not_found")
    return Response(data, media_type=TYPES[Path(name).suffix], headers=FOREVER)


router = Router("/", route_handlers=[static_file, font_file])
