"""Readers of files: each gives the words of the notice, and says no to what holds none."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from plain_language.readers import MAX_BYTES, READERS, Unreadable, read
from plain_language.text import sentences


def _docx(paragraphs: list[str], head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return box.getvalue()


def _pdf(text: str) -> bytes:
    import pikepdf

    with pikepdf.new() as document:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 595, 842],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font))),
            Contents=document.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1")),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Sperrung"
    message.set_content("Die Straße ist zu.\n")
    message.add_alternative("<p>Die Straße ist <b>zu</b>.</p>", subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("ending", "raw", "words"),
    [
        (".txt", "\ufeffDie Straße ist zu.".encode(), "Die Straße ist zu."),
        (".txt", "Die Straße ist zu.".encode("cp1252"), "Die Straße ist zu."),
        (".md", "# Sperrung\n\nDie **Straße** ist [zu](https://example.org).".encode(), "Die Straße ist zu."),
        (".html", "<html><head><title>x</title><style>p{}</style></head><body><h1>Sperrung</h1><p>Die Straße ist&nbsp;zu.</p></body>".encode(), "Die Straße ist zu."),  # noqa: E501 - a pattern or list is read in one piece
        (".docx", _docx(["Sperrung", "Die Straße ist zu."]), "Die Straße ist zu."),
        (".pdf", _pdf("Der Weg ist zu."), "Der Weg ist zu."),
        (".eml", _mail(), "Die Straße ist zu."),
    ],
)  # fmt: skip
def test_each_reader_gives_the_words(tmp_path: Path, ending: str, raw: bytes, words: str) -> None:
    path = tmp_path / f"notice{ending}"
    path.write_bytes(raw)
    assert words in [sentence.text for sentence in sentences(read(path))]
    assert ending in READERS


@pytest.mark.parametrize(
    ("ending", "raw", "reason"),
    [
        (".txt", b"\x89PNG\r\n\x1a\n", "binary"),
        (".docx", b"no archive", "Word"),
        (".docx", _docx(["x"], '<!DOCTYPE x [<!ENTITY a "b">]>'), "entities"),
        (".pdf", b"%PDF-nothing", "PDF"),
        (".pdf", _pdf(""), "scan"),
    ],
)
def test_what_holds_no_text_is_refused(tmp_path: Path, ending: str, raw: bytes, reason: str) -> None:
    path = tmp_path / f"notice{ending}"
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match=reason):
        read(path)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "notice.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="allowed"):
        read(path)
