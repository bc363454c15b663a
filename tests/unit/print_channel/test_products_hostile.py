"""Hostile HTML, CSS and SVG reach neither files nor network: every payload goes through a real WeasyPrint run."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from print_channel import fonts
from print_channel.render import MissingAsset, RefusedAsset, render_pdf

CANARY = "CANARY-5f1c"
TARGETS = (
    "file://{path}",
    "file:{path}",
    "FILE://localhost{path}",
    "{path}",
    "../../../../../../../../..{path}",
    "http://127.0.0.1:9/{name}",
    "https://127.0.0.1:9/{name}",
    "//127.0.0.1:9/{name}",
    "ftp://127.0.0.1:9/{name}",
    "asset:..{path}",
    "data:text/plain;base64,Q0FOQVJZLTVmMWM=",
    "jar:file://{path}!/x",
    "\\\\\\\\127.0.0.1\\\\{name}",
)
VECTORS = (
    '<img src="{}">',
    '<img srcset="{} 2x" src="{}">',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}"><a rel="attachment" href="{}">x</a>',
    '<base href="{}"><img src="x">',
    '<style>@import url("{}");</style>',
    '<style>@font-face {{ font-family: "Noto Sans"; src: url("{}") }}</style><p>x',
    '<style>body {{ background: url("{}") }}</style>',
    '<style>li {{ list-style-image: url("{}") }}</style><ul><li>x</ul>',
    '<style>p::before {{ content: url("{}") }}</style><p>x',
    '<style>@page {{ background: url("{}") ; @top-left {{ content: url("{}") }} }}</style>',
    '<p style="border-image: url(&quot;{}&quot;) 3 round; border: 3px solid">x',
    '<p style="mask: url(&quot;{}&quot;); filter: url(&quot;{}&quot;)">x',
    '<svg width="9" height="9"><image href="{}" xlink:href="{}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{}#a" xlink:href="{}#a"/></svg>',
    '<svg width="9" height="9"><style>@import "{}";</style><rect fill="url({})" width="9" height="9"/></svg>',
)


@contextmanager
def watched(secret: Path) -> Iterator[list[str]]:
    """Collects every opening of the secret file and every reach for the network, by the interpreter's audit events."""
    _AUDIT["secret"], _AUDIT["seen"] = str(secret), []
    try:
        yield _AUDIT["seen"]
    finally:
        _AUDIT["secret"] = None


_AUDIT: dict[str, Any] = {"secret": None, "seen": [], "hooked": False}


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    secret = _AUDIT["secret"]
    if secret is None:
        return
    reads = event == "open" and str(arguments[0]) == secret
    if reads or event in (
        "socket.connect",
        "socket.getaddrinfo",
        "urllib.Request",
        "ftplib.connect",
        "subprocess.Popen",
    ):
        _AUDIT["seen"].append(f"{event} {arguments!r}")


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    render_pdf(
        "<p>x", lang="de", direction="ltr"
    )  # importing WeasyPrint looks for its libraries: once, before we watch
    if not _AUDIT["hooked"]:
        sys.addaudithook(_hook)
        _AUDIT["hooked"] = True
    path = tmp_path_factory.mktemp("secret") / "secret.png"
    path.write_bytes(CANARY.encode() * 50)
    return path


def everything_in(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        parts = [thing.read_bytes() for thing in document.objects if isinstance(thing, pikepdf.Stream)]
        names = repr(list(document.attachments)).encode()
    return b"\n".join([*parts, names])


def test_the_watch_itself_sees_a_read(secret: Path) -> None:
    with watched(secret) as seen:
        secret.read_bytes()
    assert seen


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_is_fetched(vector: str, target: str, secret: Path) -> None:
    address = target.format(path=secret, name=secret.name)
    html = vector.replace("{}", address).replace("{{", "{").replace("}}", "}")
    with watched(secret) as seen:
        try:
            pdf = render_pdf(html + "<p>Ende", lang="de", direction="ltr")
        except MissingAsset:
            pdf = b""
    assert seen == []
    if pdf:
        assert CANARY.encode() not in everything_in(pdf)


def test_there_are_more_than_two_hundred_payloads() -> None:
    assert len(TARGETS) * len(VECTORS) >= 200


@pytest.mark.parametrize("target", TARGETS)
def test_style_sheets_fetch_nothing_either(target: str, secret: Path) -> None:
    address = target.format(path=secret, name=secret.name)
    face = f'@font-face {{ font-family: x; src: url("{address}"), local("DejaVu Sans") }} p {{ font-family: x }}'
    sheet = f'@import "{address}"; {face}'
    with watched(secret) as seen, suppress(MissingAsset):
        render_pdf("<p>x", lang="de", direction="ltr", stylesheets=[sheet])
    assert seen == []


def test_no_local_font_by_name() -> None:
    sheet = '@font-face { font-family: "Noto Sans"; src: local("DejaVu Sans") } p { font-family: "Noto Sans" }'
    pdf = render_pdf("<p>x", lang="de", direction="ltr", stylesheets=[sheet])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = {
            str(thing.BaseFont)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing
        }
    assert all("DejaVu" not in name for name in names)
    assert fonts.SANS.replace(" ", "-") in "".join(names)


def png(width: int, height: int) -> bytes:
    """A picture that says it is large: header and an empty body."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png(100_000, 100_000), "pixels|bomb|no PNG"),
        (png(7000, 7000), "pixels"),
        (b"\xff" * 20_000_001, "20000001 bytes"),
        (b"GIF89a" + b"\0" * 100, "no PNG, JPEG or SVG"),
        (b"", "no PNG, JPEG or SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>', "document type"),
        (b' <?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><svg/>', "document type"),
    ],
)
def test_pictures_that_would_blow_up_are_refused_before_they_are_unpacked(data: bytes, why: str) -> None:
    with pytest.raises(RefusedAsset, match=why):
        render_pdf('<img src="asset:a">', lang="de", direction="ltr", assets={"a": data})


def test_given_assets_are_shown_and_a_missing_one_is_a_mistake() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), (11, 74, 111)).save(buffer, "PNG")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    pdf = render_pdf(
        '<img src="asset:a.png"><img src="asset:b.svg">',
        lang="de",
        direction="ltr",
        assets={"a.png": buffer.getvalue(), "b.svg": svg},
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert any(
            isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image" for thing in document.objects
        )
    with pytest.raises(MissingAsset, match=r"no asset named 'a\.png'"):
        render_pdf('<img src="asset:a.png">', lang="de", direction="ltr")


def test_an_svg_asset_fetches_nothing(secret: Path) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file://{secret}"/></svg>'.encode()
    with watched(secret) as seen:
        render_pdf('<img src="asset:a.svg">', lang="de", direction="ltr", assets={"a.svg": svg})
    assert seen == []
