"""The fonts that everything is printed with, and the only ones (decision 0120).

All OFL, all from pinned packages: Noto Sans (Latin with every letter of DIN 91379, Cyrillic, Greek, Vietnamese),
Kurinto Sans (Arabic, Persian, Sorani, Ethiopic, signs), Kurinto Sans SC (Chinese), IBM Plex Mono (codes that are typed
again). HarfBuzz cuts the faces out of the packaged files once and keeps them in the user's cache folder: Noto comes as
one variable file, and of Kurinto only the scripts that Noto lacks may be used (its Cyrillic loses the dot of "і").
A fontconfig file of our own lists exactly these faces, so no font of the machine can slip in.
"""

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

SANS, WIDE, CHINESE, MONO = "Noto Sans", "Kurinto Sans", "Kurinto Sans SC", "IBM Plex Mono"
_ENVIRONMENT = threading.RLock()


class MissingGlyph(Exception):
    """No shipped font has a letter of this text; printing stops rather than put a box on paper."""

    def __init__(self, text: str, letter: str, where: str = "") -> None:
        self.text, self.letter, self.where = text, letter, where
        code = " ".join(f"U+{ord(sign):04X}" for sign in letter)
        super().__init__(f"no shipped font has {letter!r} ({code}) in {text!r}" + (f" ({where})" if where else ""))


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: `key` names it in code, `weight` is the CSS weight."""

    key: str
    family: str
    weight: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Source:
    key: str
    family: str
    weight: int
    package: str
    file: str
    letters: tuple[tuple[int, int], ...] = ()  # code points kept; empty keeps all


_NOTO = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
_KURINTO = "static/weblate_fonts/kurinto/ttf/"
_ARABIC = ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
_ETHIOPIC = ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F))
_SIGNS = ((0x2190, 0x21FF), (0x25A0, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF))
_SPACES = ((0x20, 0x20), (0xA0, 0xA0), (0x200B, 0x200F), (0x2066, 0x2069), (0x25CC, 0x25CC))
_OTHER_SCRIPTS = _SPACES + _ARABIC + _ETHIOPIC + _SIGNS
_SOURCES = (
    _Source("sans", SANS, 400, *_NOTO),
    _Source("sans-bold", SANS, 700, *_NOTO),
    _Source("wide", WIDE, 400, "weblate_fonts", _KURINTO + "KurintoSans-Rg.ttf", _OTHER_SCRIPTS),
    _Source("wide-bold", WIDE, 700, "weblate_fonts", _KURINTO + "KurintoSans-Bd.ttf", _OTHER_SCRIPTS),
    _Source("mono", MONO, 400, "fontpkg_ibm_plex_mono", "files/IBMPlexMono-Regular.ttf"),
    _Source("mono-bold", MONO, 700, "fontpkg_ibm_plex_mono", "files/IBMPlexMono-Bold.ttf"),
    _Source("chinese", CHINESE, 400, "weblate_fonts", _KURINTO + "KurintoSansSC-Rg.ttf"),
    _Source("chinese-bold", CHINESE, 700, "weblate_fonts", _KURINTO + "KurintoSansSC-Bd.ttf"),
)
_WEB = {
    "sans": "",
    "sans-bold": "",
    "wide": "U+600-6FF, U+750-77F, U+8A0-8FF, U+FB50-FDFF, U+FE70-FEFC, U+1200-139F",
    "wide-bold": "U+600-6FF, U+750-77F, U+8A0-8FF, U+FB50-FDFF, U+FE70-FEFC, U+1200-139F",
    "mono": "",
}


def _packaged(source: _Source) -> Path:
    spec = find_spec(source.package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the font package {source.package.replace('_', '-')} is not installed")
    path = Path(spec.origin).parent / source.file
    if not path.is_file():
        raise FileNotFoundError(f"the font package {source.package.replace('_', '-')} lacks {source.file}")
    return path


@cache
def folder() -> Path:
    """Where the static faces and the fontconfig cache live: below XDG_CACHE_HOME, else a folder of this process."""
    parts = [
        f"{name}={version(name)}"
        for name in ("fontpkg-noto-sans", "fontpkg-ibm-plex-mono", "weblate-fonts", "uharfbuzz")
    ]
    key = hashlib.sha256(f"2 {parts} {_SOURCES}".encode()).hexdigest()[:16]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    chosen = base / "mitsprache" / f"fonts-{key}"
    try:
        chosen.mkdir(parents=True, exist_ok=True, mode=0o700)
        (chosen / "writable").write_bytes(b"")
    except OSError:
        return Path(tempfile.mkdtemp(prefix="mitsprache-fonts-"))
    return chosen


def _write(path: Path, data: bytes) -> None:
    """Appears whole or not at all: several processes may prepare the same face."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def _cut(source: _Source) -> Path:
    """One face as a static file: a weight cut out of a variable font, or only some of its letters."""
    import uharfbuzz as hb

    packaged = _packaged(source)
    if "wght" not in source.file and not source.letters:
        return packaged
    path = folder() / f"{source.family.replace(' ', '')}-{source.weight}.ttf"
    if not path.is_file():
        face = hb.Face(hb.Blob.from_file_path(str(packaged)))
        wanted = hb.SubsetInput()
        if source.letters:
            wanted.unicode_set.update(code for first, last in source.letters for code in range(first, last + 1))
            for layout in (wanted.layout_feature_tag_set, wanted.layout_script_tag_set):
                layout.clear()
                layout.invert()  # every feature of every script: an Arabic word needs them all
        else:
            wanted.keep_everything()
            wanted.flags = hb.SubsetFlags.RETAIN_GIDS
            wanted.pin_all_axes_to_default(face)
            wanted.pin_axis_location(face, "wght", float(source.weight))
        _write(path, bytes(hb.subset(face, wanted).blob.data))
    return path


@cache
def faces() -> dict[str, Face]:
    """Every face by key, in order of preference."""
    return {source.key: Face(source.key, source.family, source.weight, _cut(source)) for source in _SOURCES}


def families(tag: str) -> tuple[str, ...]:
    """The CSS family list for text in this language. Noto comes first everywhere: names are Latin (DIN 91379)."""
    return (SANS, CHINESE, WIDE) if tag.startswith("zh") else (SANS, WIDE, CHINESE)


@cache
def _letters(key: str) -> frozenset[int]:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(faces()[key].path)))
    return frozenset(face.unicodes)


def missing_letters(text: str, keys: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Letters that none of the faces (default: all regular ones) can draw, in order of appearance."""
    wanted = keys or tuple(key for key, face in faces().items() if face.weight == 400)
    lacking = {
        sign: None for sign in text if sign not in "\n\t" and not any(ord(sign) in _letters(key) for key in wanted)
    }
    return tuple(lacking)


def require_letters(text: str, where: str = "") -> None:
    """Raise `MissingGlyph` unless every letter has a glyph; call before a print run, not in the middle of one."""
    if lacking := missing_letters(text):
        raise MissingGlyph(text, lacking[0], where)


@cache
def configuration_file() -> Path:
    """A fontconfig file that knows the shipped faces and nothing else."""
    paths = [face.path for face in faces().values()]
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in dict.fromkeys(path.parent for path in paths))
    wanted = "".join(f"<glob>{escape(_literal(path))}</glob>" for path in paths)
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"{folders}<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont>{wanted}</acceptfont></selectfont>"
        f"<cachedir>{escape(str(folder() / 'fontconfig'))}</cachedir></fontconfig>"
    )
    path = folder() / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.is_file():
        _write(path, text.encode())
    return path


def _literal(path: Path) -> str:
    return str(path).replace("[", "?").replace("]", "?")


@contextmanager
def only_our_fonts() -> Iterator[None]:
    """While this holds, fontconfig reads our file: it asks the environment whenever a configuration is made."""
    with _ENVIRONMENT:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(configuration_file())
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@dataclass(frozen=True, slots=True)
class WebFont:
    """A font file for the web pages; `letters` is a CSS unicode-range or empty for all."""

    family: str
    weight: int
    path: Path
    letters: str = ""


def web_fonts() -> tuple[WebFont, ...]:
    """The faces that pages are set in, packed as WOFF2 in the cache folder: same outlines as on paper."""
    return tuple(
        WebFont(faces()[key].family, faces()[key].weight, _woff2(faces()[key]), letters)
        for key, letters in _WEB.items()
    )


def _woff2(face: Face) -> Path:
    from fontTools.ttLib import woff2

    path = folder() / f"{face.path.stem}.woff2"
    if not path.is_file():
        packed = folder() / f"{face.path.stem}.{os.getpid()}.tmp"
        woff2.compress(str(face.path), str(packed))
        packed.replace(path)
    return path
