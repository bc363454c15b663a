"""Make a stamping template from a laid-out page: where HTML leaves a slot, WeasyPrint says where its text would stand.

Markup marks a line of text with `data-slot="name"` and a code with `data-code="name"` (an empty box with a size).
`data-room="mm"` on an element says how tall it may become.
The page is laid out once with a sample in each slot and drawn with the slots hidden; stamping then writes each text at
the very place, size, colour and direction that WeasyPrint would have chosen.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from print_channel.fonts import faces
from print_channel.render import document, laid_out, write
from print_channel.stamp import Align, CodeSlot, Slot, Template, TextSlot
from print_channel.stamp_codes import Kind, modules

_MM = 25.4 / 96
_HIDE = "[data-slot] { visibility: hidden }"


class TooMuchText(Exception):
    """A text doesn't fit into its part of the page (`data-room`, mm): the words must become shorter."""


def template_from_html(
    html: str,
    *,
    lang: str,
    direction: Literal["ltr", "rtl"],
    stylesheets: Sequence[str],
    codes: Mapping[str, tuple[Kind, int]],
    assets: Mapping[str, bytes] | None = None,
    title: str = "",
) -> Template:
    """`codes`: kind and longest payload of each `data-code`. Slots must hold a sample text of one line."""
    page = document(html, lang=lang, direction=direction, title=title)
    with laid_out(page, [*stylesheets, _HIDE], assets or {}) as layout:
        check_room(layout, lang)
        slots = [slot for number, sheet in enumerate(layout.pages) for slot in _slots(sheet, number, lang, codes)]
        background = write(layout, page)
    return Template(background, tuple(slots), title=title, lang=lang)


def check_room(layout: Any, lang: str) -> None:
    """Raise `TooMuchText` for the first element that is taller than its `data-room` says."""
    for number, sheet in enumerate(layout.pages, 1):
        for box, _ in _walk(sheet._page_box, None):
            element = getattr(box, "element", None)
            if (
                element is None
                or not (room := element.get("data-room"))
                or type(box).__name__ in ("LineBox", "TextBox")
            ):
                continue
            tall = float(box.height) * _MM
            if tall > float(room):
                name = element.get("class") or element.tag
                raise TooMuchText(
                    f"page {number} ({lang}): {name!r} is {tall:.1f} mm tall, there is room for {room} mm"
                )


def _slots(sheet: Any, page: int, lang: str, codes: Mapping[str, tuple[Kind, int]]) -> Iterator[Slot]:
    seen: set[str] = set()
    for box, above in _walk(sheet._page_box, None):  # WeasyPrint's box tree has no public door; the version is pinned
        element = getattr(box, "element", None)
        if element is None:
            continue
        if type(box).__name__ == "TextBox" and (name := element.get("data-slot")):
            if name in seen:
                raise ValueError(f"the sample text of slot {name!r} breaks into several lines or runs")
            seen.add(name)
            yield _text(name, box, above, page, lang)
        elif (name := element.get("data-code")) and name not in seen:
            seen.add(name)
            kind, length = codes[name]
            x, y, side = box.content_box_x(), box.content_box_y(), float(box.width)
            yield CodeSlot(name, x * _MM, y * _MM, side * _MM / modules(kind, length), length, page, kind)


def _walk(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    """Every box with the block that its lines stand in."""
    box = getattr(box, "_box", box)  # what is positioned stands behind a placeholder
    yield box, block
    inside = box if type(box).__name__ in ("BlockBox", "TableCellBox", "FlexBox", "InlineBlockBox") else block
    for child in getattr(box, "children", None) or ():
        yield from _walk(child, inside)


def _text(name: str, box: Any, block: Any, page: int, lang: str) -> TextSlot:
    style = box.style
    direction = style["direction"]
    return TextSlot(
        name,
        x=block.content_box_x() * _MM,
        y=(box.position_y + box.baseline) * _MM,
        width=float(block.width) * _MM,
        page=page,
        face=_face(style["font_family"], style["font_weight"]),
        size=style["font_size"] * 72 / 96,
        align=_align(block.style["text_align_all"], direction),
        direction=direction,
        lang=style["lang"] or lang,
        colour=cast("tuple[float, float, float]", tuple(float(part) for part in style["color"].to("srgb").coordinates)),
    )


def _face(wanted: Sequence[str], weight: int) -> str:
    for family in wanted:
        for key, face in faces().items():
            if face.family == family and (face.weight >= 600) == (weight >= 600):
                return key
    raise ValueError(f"a slot asks for {wanted}, which are no shipped fonts")


def _align(align: str, direction: str) -> Align:
    if align in ("start", "end"):
        align = "left" if (align == "start") == (direction == "ltr") else "right"
    return cast("Align", {"left": "left", "right": "right", "center": "centre"}[align])
