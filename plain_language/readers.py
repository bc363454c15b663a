"""Text out of files, by a registry of readers: plain text, Markdown, HTML, DOCX, PDF with a text layer, e-mail."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

MAX_BYTES = 5_000_000
_BREAKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "br",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "dt",
    "dd",
}
_SKIP = {"script", "style", "nav", "head", "template", "noscript"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Unreadable(ValueError):
    """The file holds no text we can take; the message says why and what is allowed."""


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIP:
            self._skipping += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _BREAKS:
            self.parts.append("\n" if tag == "br" else "\n\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIP:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BREAKS:
            self.parts.append("\n" if tag == "li" else "\n\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(re.sub(r"\s+", " ", data))


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def html(raw: bytes) -> str:
    parser = _Html()
    parser.feed(decode(raw))
    parser.close()
    return _tidy("".join(parser.parts))


def decode(raw: bytes) -> str:
    """UTF-8 (with or without mark), otherwise Windows-1252. Raises Unreadable for binary data."""
    if raw[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"%PDF") or b"\x00" in raw[:8000]:
        raise Unreadable("this is a binary file, not text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable("the characters are neither UTF-8 nor Windows-1252") from None


def markdown(raw: bytes) -> str:
    """Markdown without its marks: emphasis, links (their text stays), code fences, heading signs."""
    text = decode(raw)
    text = re.sub(r"^(#{1,6})\s+(.*?)\s*#*$", r"\n\2\n", text, flags=re.M)
    text = re.sub(r"!?\[([^\]]*)\]\([^)\s]*(?:\s\"[^\"]*\")?\)", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)", r"\1", text)
    return _tidy(re.sub(r"^(?:```.*|---+|>\s?)", "", text, flags=re.M))


def docx(raw: bytes) -> str:
    """Paragraphs, list items and table cells of the document part."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            info = box.getinfo("word/document.xml")
            if info.file_size > 50_000_000:
                raise Unreadable("the document is too large when unpacked")
            tree = ElementTree.fromstring(_without_entities(box.read(info)))  # noqa: S314 - entities are refused
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise Unreadable("this is not a Word document (.docx)") from None
    lines = []
    for paragraph in tree.iter(f"{_W}p"):
        text = "".join(
            (node.text or "") if node.tag == f"{_W}t" else " " if node.tag in {f"{_W}tab", f"{_W}br"} else ""
            for node in paragraph.iter()
        )
        lines.append(("- " if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else "") + text)
    return _tidy("\n\n".join(lines))


def _without_entities(xml: bytes) -> bytes:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Unreadable("the document declares entities, which are not read")
    return xml


def pdf(raw: bytes) -> str:
    """Text layer of a PDF, page after page."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        raise Unreadable("this is not a PDF, or it is locked") from None
    pages = []
    try:
        for page in document:
            layer = page.get_textpage()
            pages.append(layer.get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "-"))
            layer.close()
            page.close()
    finally:
        document.close()
    text = "\n\n".join(pages)
    if not text.strip():
        raise Unreadable("the PDF has no text layer: it is a scan")
    return _tidy(text)


def mail(raw: bytes) -> str:
    """Subject and body of an e-mail; the plain part is preferred to the HTML part."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise Unreadable("the e-mail has no text")
    content = body.get_content()
    text = html(content.encode()) if body.get_content_type() == "text/html" else str(content)
    return _tidy(f"{message.get('subject', '')}\n\n{text}")


READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": decode, ".md": markdown, ".markdown": markdown, ".html": html, ".htm": html, ".docx": docx, ".pdf": pdf, ".eml": mail,  # noqa: E501 - a pattern or list is read in one piece
}  # fmt: skip


def read(path: Path) -> str:
    """Text of a file by its ending; an unknown ending is read as plain text. Raises Unreadable, OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"the file has {path.stat().st_size} bytes, {MAX_BYTES} are allowed")
    return READERS.get(path.suffix.lower(), decode)(path.read_bytes())
