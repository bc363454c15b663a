"""TMX 1.4 (LISA OSCAR): memories out and in."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from i18n.exchange.segments import child, children, inline, local, outline, xml_root

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_tmx(pairs: Iterable[tuple[str, str]], source_tag: str, target_tag: str) -> str:
    units = "\n".join(
        f"<tu><tuv xml:lang={quoteattr(source_tag)}><seg>{inline(source, 'ph', 'x-text')}</seg></tuv>"
        f"<tuv xml:lang={quoteattr(target_tag)}><seg>{inline(target, 'ph', 'x-text')}</seg></tuv></tu>"
        for source, target in pairs
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="mitsprache" '
        'creationtoolversion="1" segtype="sentence" o-tmf="mitsprache" adminlang="en" '
        f'srclang={quoteattr(source_tag)} datatype="plaintext"/><body>\n{units}\n</body></tmx>\n'
    )


def read_tmx(content: bytes, source_tag: str, target_tag: str) -> list[tuple[str, str]]:
    """Pairs of the two languages; regions count as their language (`en-GB` as `en`). Raises HostileFile."""
    root = xml_root(content, "tmx")
    pairs = []
    for unit in (element for element in root.iter() if local(element.tag) == "tu"):
        said = {_tag(variant): outline(child(variant, "seg"), "x-text") for variant in children(unit, "tuv")}
        source = _of(said, source_tag)
        target = _of(said, target_tag)
        if source and target:
            pairs.append((source, target))
    return pairs


def _tag(variant: ElementTree.Element) -> str:
    return (variant.get(_LANG) or variant.get("lang") or "").replace("_", "-").lower()


def _of(said: dict[str, str], tag: str) -> str | None:
    return said.get(tag) or next((text for given, text in said.items() if given.partition("-")[0] == tag), None)
