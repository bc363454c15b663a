"""HTML to PDF with WeasyPrint, closed to the outside.

Nothing is fetched but the assets handed over, by the private scheme `asset:`. Files, network, `data:` and everything
else are refused whatever HTML, CSS or SVG asks for, and images are measured before they are unpacked.
"""

import hashlib
import io
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

from print_channel.fonts import MissingGlyph, only_our_fonts
from print_channel.text_layer import DocumentFonts

MAX_PIXELS = 40_000_000
MAX_ASSET_BYTES = 20_000_000
_WEASYPRINT = threading.RLock()
_MISSING = ".notdef glyph rendered"


class MissingAsset(Exception):
    """A page asks for `asset:NAME` and no such asset was given: a mistake in a template."""


class RefusedAsset(Exception):
    """An asset is too large or is no picture that may be printed."""


def render_pdf(
    html: str,
    *,
    lang: str,
    direction: str,
    stylesheets: Sequence[str] = (),
    assets: Mapping[str, bytes] | None = None,
    tagged: bool = False,
    title: str = "",
) -> bytes:
    """One PDF from the markup inside `<body>`. Same input, same bytes (unless tagged: PDF/UA metadata carry a new id).

    `stylesheets` are CSS texts, `assets` maps a name to bytes that markup and CSS reach as `asset:name`.
    Raises `MissingGlyph` when no shipped font has a letter, `MissingAsset`, `RefusedAsset`.
    """
    page = document(html, lang=lang, direction=direction, title=title)
    with laid_out(page, stylesheets, assets or {}) as layout:
        return write(layout, page, tagged=tagged)


def document(html: str, *, lang: str, direction: str, title: str = "") -> str:
    """A whole HTML document around body markup, with language, direction and title (PDF/UA needs all three)."""
    tag = "de" if lang == "de-simple" else lang
    return (
        f'<!DOCTYPE html><html lang="{escape(tag)}" dir="{escape(direction)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{html}</body></html>"
    )


@contextmanager
def laid_out(page: str, stylesheets: Sequence[str], assets: Mapping[str, bytes]) -> Iterator[Any]:
    """WeasyPrint's laid-out document, valid inside the block: Pango is not thread-safe, so one at a time a process."""
    check_assets(assets)
    with _WEASYPRINT, only_our_fonts():
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        fetcher = _fetcher(assets)
        fonts = FontConfiguration()
        with _listening(page):
            sheets = [
                weasyprint.CSS(string=sheet, url_fetcher=fetcher, font_config=fonts, base_url="asset:")
                for sheet in stylesheets
            ]
            source = weasyprint.HTML(string=page, url_fetcher=fetcher, base_url="asset:")
            layout = source.render(font_config=fonts, stylesheets=sheets)
            layout.fonts = DocumentFonts()
            if fetcher.missing:
                raise MissingAsset(f"no asset named {fetcher.missing[0]!r} was given")
            yield layout


def write(layout: Any, page: str, *, tagged: bool = False, uncompressed: bool = False) -> bytes:
    """The PDF of a laid-out document; the identifier comes from the content, never from clock or chance."""
    options: dict[str, Any] = {"pdf_identifier": hashlib.sha256(page.encode()).digest()[:16]}
    if tagged:
        options["pdf_variant"] = "pdf/ua-1"
    return bytes(layout.write_pdf(uncompressed_pdf=uncompressed, **options))


def check_assets(assets: Mapping[str, bytes]) -> None:
    """Raise `RefusedAsset` for what could blow up on unpacking: size, pixels, XML entities."""
    for name, data in assets.items():
        if len(data) > MAX_ASSET_BYTES:
            raise RefusedAsset(f"asset {name!r} has {len(data)} bytes, at most {MAX_ASSET_BYTES} are allowed")
        if data.lstrip()[:1] == b"<":
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise RefusedAsset(f"asset {name!r} declares a document type; plain SVG is allowed")
        elif data[:4] not in (b"wOFF", b"wOF2", b"\x00\x01\x00\x00", b"OTTO"):
            _check_picture(name, data)


def _check_picture(name: str, data: bytes) -> None:
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                width, height = picture.size
    except (OSError, Image.DecompressionBombError, ValueError) as fault:
        raise RefusedAsset(f"asset {name!r} is no PNG, JPEG or SVG: {fault}") from fault
    if width * height > MAX_PIXELS:
        raise RefusedAsset(f"asset {name!r} has {width} x {height} pixels, at most {MAX_PIXELS} are allowed")


def _fetcher(assets: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Closed(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """Knows the given assets and nothing else; a refusal is an ordinary loading error for WeasyPrint."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("asset",), allow_redirects=False)
            self.missing: list[str] = []

        def fetch(self, url: str, headers: object = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != "asset":
                raise ValueError("only given assets may be loaded")
            if name not in assets:
                self.missing.append(name)
                raise ValueError(f"no asset named {name!r}")
            data = assets[name]
            kind = "image/svg+xml" if data.lstrip()[:1] == b"<" else "application/octet-stream"
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return Closed()


class _Ear(logging.Handler):
    """Hears WeasyPrint say that a letter has no glyph; it says so only in its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.letters: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if _MISSING in str(record.msg) and isinstance(record.args, tuple):
            self.letters.append(str(record.args[0]))


@contextmanager
def _listening(page: str) -> Iterator[None]:
    """Turn WeasyPrint's log line about a missing glyph into an exception; our lock keeps other threads out."""
    from weasyprint.logger import LOGGER

    ear = _Ear()
    LOGGER.addHandler(ear)
    try:
        yield
    finally:
        LOGGER.removeHandler(ear)
    if ear.letters:
        place = page.find(ear.letters[0])
        raise MissingGlyph(page[max(0, place - 30) : place + 30] if place >= 0 else "", ear.letters[0])
